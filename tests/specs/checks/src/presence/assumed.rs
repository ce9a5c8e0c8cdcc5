//! What a server assumes where a request says nothing.

use super::{Api, send, serve};

#[tokio::test]
async fn a_server_assumes_the_defaults() {
    let api = Api::default();
    let server = serve(&api).await;
    let (status, _) = send(&server, "PATCH /workshops/mill", "application/json", "{}").await;
    assert_eq!(status, 200);
    assert_eq!(
        api.seen(),
        "Settings { name: None, description: None, private: Some(false), visibility: Some(Open), \
         has_desk: Some(true), has_bench: Some(true), has_board: Some(true), \
         is_model: Some(false), allow_visits: Some(true), allow_loans: Some(true), \
         allow_nights: Some(true), clear_at_end: Some(false), allow_changes: Some(false), \
         title_from: Some(Name), closed: Some(false), seats: Some(8), opens: Some(2020-01-02), \
         mode: Some(Some(\"medium\")) }"
    );
    // What is given counts.
    let given = r#"{"private":true,"mode":null}"#;
    let (status, _) = send(&server, "PATCH /workshops/mill", "application/json", given).await;
    assert_eq!(status, 200);
    let seen = api.seen();
    assert!(seen.contains("private: Some(true)"), "{seen}");
    assert!(seen.contains("mode: Some(None)"), "{seen}");
}

#[tokio::test]
async fn a_server_assumes_the_defaults_in_objects_within_objects() {
    let api = Api::default();
    let server = serve(&api).await;
    let limits = "Limits { low: Some(0), high: None, unit: Some(\"kg\") }";
    let body = r#"{"owner":"ann","limits":{},"rooms":[{}],"by_name":{"a":{}}}"#;
    let (status, _) = send(&server, "PUT /workshops/mill", "application/json", body).await;
    assert_eq!(status, 204);
    assert_eq!(
        api.seen(),
        format!(
            "ReplaceWorkshopBody {{ owner: \"ann\", limits: {limits}, rooms: Some([{limits}]), \
             by_name: Some({{\"a\": {limits}}}), \
             start: Some(Start {{ seats: Some(2), light: Some(true) }}), \
             days: Some([\"monday\"]) }}"
        )
    );
}

#[tokio::test]
async fn a_server_assumes_the_defaults_in_forms() {
    let api = Api::default();
    let server = serve(&api).await;
    let form = "application/x-www-form-urlencoded";
    let (status, _) = send(
        &server,
        "POST /workshops/mill",
        form,
        "owner=ann&limits[high]=3",
    )
    .await;
    assert_eq!(status, 204);
    assert_eq!(
        api.seen(),
        "FillWorkshopBody { owner: \"ann\", private: Some(false), days: Some([\"monday\"]), \
         limits: Some(Limits { low: Some(0), high: Some(3), unit: Some(\"kg\") }) }"
    );
}

#[tokio::test]
async fn a_server_assumes_the_defaults_of_parts() {
    let api = Api::default();
    let server = serve(&api).await;
    let part = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let form = "multipart/form-data; boundary=x";
    let body = format!("{}--x--\r\n", part("owner", "ann"));
    let (status, _) = send(&server, "POST /workshops", form, &body).await;
    assert_eq!(status, 204);
    let start = "{ seats: Some(2), light: Some(true) }";
    let seen = api.seen();
    let assumed =
        "SendPartsForm { owner: \"ann\", private: Some(false), count: Some(3), start: Some(";
    assert!(seen.starts_with(assumed) && seen.contains(start), "{seen}");
    assert!(
        seen.ends_with("limits: None, days: [\"monday\"] }"),
        "{seen}"
    );
    let given = [
        part("owner", "ann"),
        part("count", "4"),
        part("limits", "{}"),
        part("days", "friday"),
    ];
    let body = format!("{}--x--\r\n", given.concat());
    let (status, _) = send(&server, "POST /workshops", form, &body).await;
    assert_eq!(status, 204);
    let seen = api.seen();
    let limits = "limits: Some(Limits { low: Some(0), high: None, unit: Some(\"kg\") })";
    assert!(seen.contains(limits), "{seen}");
    assert!(
        seen.contains("count: Some(4)") && seen.contains("[\"friday\"]"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_server_assumes_the_defaults_of_parameters() {
    let api = Api::default();
    let server = serve(&api).await;
    let (status, _) = send(&server, "GET /workshops", "text/plain", "").await;
    assert_eq!(status, 204);
    assert_eq!(
        api.seen(),
        "FindWorkshopsRequest { page: 1, sort: [\"name\"], limits: None, range: None, \
         x_mode: Fast, extra: \"five\", trace: true, parts: RequestParts }"
    );
    let target = "GET /workshops?limits[high]=3&from=1&page=2";
    let (status, _) = send(&server, target, "text/plain", "").await;
    assert_eq!(status, 204);
    let seen = api.seen();
    let limits = "limits: Some(Limits { low: Some(0), high: Some(3), unit: Some(\"kg\") })";
    assert!(seen.contains(limits), "{seen}");
    let range = "range: Some(FindWorkshopsRange { from: Some(1), to: Some(9) })";
    assert!(seen.contains(range) && seen.contains("page: 2"), "{seen}");
}
