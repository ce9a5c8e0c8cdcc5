//! Requests: what goes over the wire is what the specification says, and what the server gets is
//! what the client was given.

mod bodies;
mod closed;
mod empty;
mod lines;
mod parameters;
mod places;
mod spellings;
mod styles;

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wire_request_client::Client;
use wire_request_server::{
    Bodies, Crossroads, Failure, MorePlaces, Paths, Places, Queries, Service, Signs, Spellings,
    Styles, bodies as b, crossroads as c, more_places as m, paths as p, places as l, queries as q,
    signs as s, spellings as g, styles as t,
};

/// A server that remembers what it was asked, and a client of it.
struct World {
    client: Client,
    /// What the methods got, as `Debug` shows it.
    seen: Arc<Mutex<String>>,
    /// What came over the wire.
    raw: Arc<Mutex<Vec<u8>>>,
    address: String,
}

#[derive(Clone, Default)]
struct Api {
    seen: Arc<Mutex<String>>,
}

impl Api {
    fn see(&self, what: String) {
        // The head of the request is always there.
        *self.seen.lock().unwrap() = what.replace(", parts: RequestParts }", " }");
    }
}

impl World {
    async fn new() -> Self {
        Self::of(wire_request_server::router).await
    }

    /// A server with a router that is made of the API.
    async fn of(router: impl FnOnce(Api) -> axum::Router) -> Self {
        let api = Api::default();
        let seen = api.seen.clone();
        let router = router(api);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        let raw = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let log = raw.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                tokio::spawn(copy(from_client, to_server, log.clone()));
                tokio::spawn(copy(from_server, to_client, Arc::default()));
            }
        });
        Self {
            client: Client::builder(format!("http://{address}"))
                .build()
                .unwrap(),
            seen,
            raw,
            address,
        }
    }

    /// What the method got of the last request.
    fn seen(&self) -> String {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }

    /// The last request as it came over the wire.
    fn raw(&self) -> String {
        let raw = std::mem::take(&mut *self.raw.lock().unwrap());
        String::from_utf8_lossy(&raw).into_owned()
    }

    /// The target of the last request.
    fn target(&self) -> String {
        let raw = self.raw();
        let line = raw.lines().next().unwrap_or_default();
        line.split(' ').nth(1).unwrap_or_default().to_owned()
    }

    /// Sends a request as it is, and gives all of the answer.
    async fn exchange(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// Sends a request as it is, and gives the status and body of the answer.
    async fn send(&self, request: &str) -> String {
        let answer = self.exchange(request).await;
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        format!("{status} {body}")
    }

    async fn get(&self, target: &str) -> String {
        self.send(&format!(
            "GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        ))
        .await
    }
}

async fn copy(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    log: Arc<Mutex<Vec<u8>>>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length) = from.read(&mut buffer).await {
        if length == 0 {
            break;
        }
        log.lock().unwrap().extend_from_slice(&buffer[..length]);
        if to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
}

impl Service for Api {}

macro_rules! remember {
    ($module:ident: $($method:ident $request:ident $response:ident)*) => {$(
        async fn $method(
            &self,
            request: $module::$request,
        ) -> Result<$module::$response, Failure> {
            self.see(format!("{request:?}"));
            Ok($module::$response::NoContent)
        }
    )*};
}

impl Paths for Api {
    remember! { p:
        simple SimpleRequest SimpleResponse
        label LabelRequest LabelResponse
        matrix MatrixRequest MatrixResponse
        path_json PathJsonRequest PathJsonResponse
    }
}

impl Queries for Api {
    remember! { q:
        form_style FormStyleRequest FormStyleResponse
        delimited DelimitedRequest DelimitedResponse
        deep DeepRequest DeepResponse
        odd_queries OddQueriesRequest OddQueriesResponse
        required_lists RequiredListsRequest RequiredListsResponse
        header_style HeaderStyleRequest HeaderStyleResponse
        cookies CookiesRequest CookiesResponse
        names NamesRequest NamesResponse
        header_lines HeaderLinesRequest HeaderLinesResponse
        either EitherRequest EitherResponse
    }
}

impl Bodies for Api {
    remember! { b:
        post_form PostFormRequest PostFormResponse
        post_spread PostSpreadRequest PostSpreadResponse
        post_either PostEitherRequest PostEitherResponse
        put_text PutTextRequest PutTextResponse
        delete_bytes DeleteBytesRequest DeleteBytesResponse
        post_parts PostPartsRequest PostPartsResponse
        put_json PutJsonRequest PutJsonResponse
        patch_parts PatchPartsRequest PatchPartsResponse
        post_nothing PostNothingRequest PostNothingResponse
        post_closed PostClosedRequest PostClosedResponse
        put_closed PutClosedRequest PutClosedResponse
        patch_closed PatchClosedRequest PatchClosedResponse
    }

    async fn post_several(
        &self,
        request: b::PostSeveralRequest,
    ) -> Result<b::PostSeveralResponse, Failure> {
        self.see(match request.body {
            Some(b::PostSeveralBody::Binary(upload)) => {
                let content_type = upload.content_type().map(str::to_owned);
                format!("{content_type:?} {:?}", upload.bytes().await?)
            }
            other => format!("{other:?}"),
        });
        Ok(b::PostSeveralResponse::NoContent)
    }

    async fn put_bytes(&self, request: b::PutBytesRequest) -> Result<b::PutBytesResponse, Failure> {
        let mut upload = request.body;
        let mut length = 0;
        while let Some(chunk) = upload.chunk().await? {
            length += chunk.len();
        }
        self.see(format!("{:?} {length}", upload.content_type()));
        Ok(b::PutBytesResponse::NoContent)
    }

    async fn patch_bytes(
        &self,
        request: b::PatchBytesRequest,
    ) -> Result<b::PatchBytesResponse, Failure> {
        self.see(match request.body {
            Some(upload) => format!("{:?}", upload.bytes().await?),
            None => "nothing".to_owned(),
        });
        Ok(b::PatchBytesResponse::NoContent)
    }
}

macro_rules! name {
    ($module:ident: $($method:ident $request:ident $response:ident)*) => {$(
        async fn $method(
            &self,
            _: $module::$request,
        ) -> Result<$module::$response, Failure> {
            self.see(stringify!($method).to_owned());
            Ok($module::$response::NoContent)
        }
    )*};
}

impl Places for Api {
    remember! { l:
        plain PlainRequest PlainResponse
        suffix_post SuffixPostRequest SuffixPostResponse
        prefix PrefixRequest PrefixResponse
        two TwoRequest TwoResponse
        parentheses ParenthesesRequest ParenthesesResponse
        verb VerbRequest VerbResponse
        below BelowRequest BelowResponse
        trace_below TraceBelowRequest TraceBelowResponse
    }

    name! { l:
        fixed_a FixedARequest FixedAResponse
        fixed_b FixedBRequest FixedBResponse
        unfixed UnfixedRequest UnfixedResponse
        odd_path OddPathRequest OddPathResponse
        fragment FragmentRequest FragmentResponse
        act_flag ActFlagRequest ActFlagResponse
    }
}

impl Signs for Api {
    remember! { s: target_one TargetOneRequest TargetOneResponse }

    name! { s:
        target_two TargetTwoRequest TargetTwoResponse
        act_one ActOneRequest ActOneResponse
        act ActRequest ActResponse
        versioned VersionedRequest VersionedResponse
    }
}

impl Crossroads for Api {
    remember! { c:
        cross_x CrossXRequest CrossXResponse
        cross_json CrossJsonRequest CrossJsonResponse
        cross_verb CrossVerbRequest CrossVerbResponse
        cross_a CrossARequest CrossAResponse
        cross_both CrossBothRequest CrossBothResponse
        cross_colon CrossColonRequest CrossColonResponse
        expressions ExpressionsRequest ExpressionsResponse
    }

    name! { c:
        cross_b CrossBRequest CrossBResponse
        cross_empty CrossEmptyRequest CrossEmptyResponse
        cross_slash CrossSlashRequest CrossSlashResponse
        cross_star CrossStarRequest CrossStarResponse
        cross_accent CrossAccentRequest CrossAccentResponse
        cross_one CrossOneRequest CrossOneResponse
        cross_two CrossTwoRequest CrossTwoResponse
    }
}

impl Spellings for Api {
    remember! { g:
        spelled_home SpelledHomeRequest SpelledHomeResponse
        spelled_any SpelledAnyRequest SpelledAnyResponse
        spelled_comma SpelledCommaRequest SpelledCommaResponse
        spelled_colon SpelledColonRequest SpelledColonResponse
        spelled_head SpelledHeadRequest SpelledHeadResponse
        spelled_tilde SpelledTildeRequest SpelledTildeResponse
        spelled_dot SpelledDotRequest SpelledDotResponse
        spelled_product SpelledProductRequest SpelledProductResponse
        spelled_report SpelledReportRequest SpelledReportResponse
    }

    name! { g:
        spelled_size SpelledSizeRequest SpelledSizeResponse
        spelled_options SpelledOptionsRequest SpelledOptionsResponse
        spelled_one SpelledOneRequest SpelledOneResponse
        spelled_batch SpelledBatchRequest SpelledBatchResponse
    }
}

impl MorePlaces for Api {
    remember! { m: suffix SuffixRequest SuffixResponse }
}

impl Styles for Api {
    remember! { t:
        style_text StyleTextRequest StyleTextResponse
        style_paths StylePathsRequest StylePathsResponse
        style_lists StyleListsRequest StyleListsResponse
        style_plain StylePlainRequest StylePlainResponse
        style_unions StyleUnionsRequest StyleUnionsResponse
        style_free StyleFreeRequest StyleFreeResponse
        style_form StyleFormRequest StyleFormResponse
        style_parts StylePartsRequest StylePartsResponse
    }
}
