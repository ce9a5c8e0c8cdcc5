//! Makes some calls of OpenAI's API, and says which were answered as the document says.

use std::process::ExitCode;

use openai_client::files::CreateFileForm;
use openai_client::types::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequest, CreateEmbeddingRequest,
    CreateFileRequestPurpose, CreateImageRequest, CreateModerationRequest,
};
use openai_client::{Client, Credentials, FilePart};

/// Makes calls one after the other, and returns how many there are, and how many failed.
macro_rules! calls {
    ($($id:literal: $call:expr;)+) => {{
        let (mut made, mut failed) = (0, 0);
        $(
            made += 1;
            match $call.send().await {
                Ok(_) => println!("ok {}", $id),
                Err(error) => {
                    failed += 1;
                    println!("not ok {}: {error:?}", $id);
                }
            }
        )+
        (made, failed)
    }};
}

#[tokio::main]
async fn main() -> ExitCode {
    let url = std::env::args().nth(1).expect("the URL is given");
    let client = Client::builder(url).build().expect("it is a URL");
    let client = client.with_credentials(Credentials {
        api_key_auth: Some("a key".into()),
    });
    let text = |text: &str| text.to_owned();
    let message = ChatCompletionRequestUserMessage::new(text("Hello!").into());
    let chat = CreateChatCompletionRequest::new(vec![message.into()], text("gpt-4o").into());
    let model = text("text-embedding-3-small").into();
    let embedding = CreateEmbeddingRequest::new(text("Hello!").into(), model);
    let moderation = CreateModerationRequest::new(text("Hello!").into());
    let image = CreateImageRequest::new("A harbour in the evening");
    let file = FilePart::bytes("{}").file_name("a.jsonl");
    let file = CreateFileForm::new(file, CreateFileRequestPurpose::Batch);
    let (made, failed) = calls! {
        "createChatCompletion": client.chat().create_chat_completion(&chat);
        "createEmbedding": client.embeddings().create_embedding(&embedding);
        "createFile": client.files().create_file(file);
        "createImage": client.images().create_image(&image);
        "createModeration": client.moderations().create_moderation(&moderation);
        "deleteFile": client.files().delete_file("file-1");
        "listFiles": client.files().list_files();
        "listModels": client.models().list_models();
        "retrieveFile": client.files().retrieve_file("file-1");
        "retrieveModel": client.models().retrieve_model("gpt-4o");
    };
    println!("{} passed, {failed} failed", made - failed);
    ExitCode::from(u8::from(failed > 0))
}
