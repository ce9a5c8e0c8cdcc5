//! A service that talks and edits pictures, used as its users would use it. The peers' bytes are
//! written by hand.

use chat_client::chat::{CreateCompletionError, CreateCompletionSuccess};
use chat_client::images::EditImageForm;
use chat_client::types::{
    AudioPart, AudioPartInputAudio, AudioPartInputAudioFormat,
    ContentPart, CreateCompletion, CreateCompletionModelKnown,
    EditImageSize, FilePart as FileContent, FilePartFile, FinishReason, FunctionDefinition, ImagePart,
    ImagePartImageUrl, ImagePartImageUrlDetail, NamedToolChoice, NamedToolChoiceFunction,
    RefusalPart, RequestMessage, RequestMessageAssistant, RequestMessageSystem, RequestMessageTool,
    RequestMessageUser, RequestMessageUserContent, TextPart, Tool, ToolCall, ToolCallFunction,
    ToolChoice, ToolChoiceKnown,
};
use chat_client::{Client, FilePart};
use serde_json::{Value, json};

use super::media::peer::{Peer, answer};

fn client(peer: &Peer) -> Client {
    let client = Client::builder(&peer.url).token("t0p");
    client.build().unwrap()
}

/// The body of a request as JSON.
fn sent(peer: &mut Peer) -> Value {
    let asked = peer.asked().remove(0);
    assert!(
        asked.contains("\r\nauthorization: Bearer t0p\r\n"),
        "{asked}"
    );
    let (_, body) = asked.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

fn weather() -> Tool {
    let parameters = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    Tool::new(FunctionDefinition {
        description: Some("The weather of a city.".to_owned()),
        parameters: Some(serde_json::from_value(parameters).unwrap()),
        ..FunctionDefinition::new("get_weather")
    })
}

const CALL: &str = r#"{"id":"c1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Oslo\"}"}}"#;

fn completion(message: &str, reason: &str) -> String {
    let body = format!(
        r#"{{"id":"x1","object":"chat.completion","created":1700000000,"model":"large-2",
        "choices":[{{"index":0,"message":{message},"finish_reason":"{reason}"}}],
        "usage":{{"prompt_tokens":3,"completion_tokens":4,"newer":true}}}}"#
    );
    answer("200 OK", "content-type: application/json\r\n", &body)
}

#[tokio::test]
async fn a_completion_calls_a_tool_and_gets_its_answer() {
    let call =
        format!(r#"{{"role":"assistant","content":null,"refusal":null,"tool_calls":[{CALL}]}}"#);
    let told = r#"{"role":"assistant","content":"Rain.","refusal":null}"#;
    let mut peer = Peer::new(&[&completion(&call, "tool_calls"), &completion(told, "stop")]).await;
    let client = client(&peer);

    let mut messages: Vec<RequestMessage> = vec![
        RequestMessageSystem::new("Be brief.").into(),
        RequestMessageUser::new("How is Oslo?".to_owned().into()).into(),
    ];
    let body = CreateCompletion {
        tools: Some(vec![weather()]),
        tool_choice: Some(ToolChoiceKnown::Auto.into()),
        ..CreateCompletion::new(CreateCompletionModelKnown::Large.into(), messages.clone())
    };
    let response = client.chat().create_completion(&body).send().await.unwrap();
    assert_eq!(
        sent(&mut peer),
        json!({
            "model": "large",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "How is Oslo?"},
            ],
            "tools": [{
                "type": "function",
                "function": {
                    "name": "get_weather",
                    "description": "The weather of a city.",
                    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
                },
            }],
            "tool_choice": "auto",
        })
    );
    let CreateCompletionSuccess::OkJson(completion) = response.into_body() else {
        panic!("it was not asked to stream");
    };
    let choice = &completion.choices[0];
    assert_eq!(choice.finish_reason, FinishReason::ToolCalls);
    let calls = choice.message.tool_calls.clone().unwrap();
    assert_eq!(calls[0].function.name, "get_weather");
    assert_eq!(completion.usage.unwrap().completion_tokens, 4);

    messages.push(
        RequestMessageAssistant {
            tool_calls: Some(vec![ToolCall::new(
                calls[0].id.clone(),
                ToolCallFunction::new("get_weather", calls[0].function.arguments.clone()),
            )]),
            ..RequestMessageAssistant::new()
        }
        .into(),
    );
    messages.push(RequestMessageTool::new("Rain.", calls[0].id.clone()).into());
    let named = NamedToolChoice::new(NamedToolChoiceFunction::new("get_weather"));
    let body = CreateCompletion {
        tools: Some(vec![weather()]),
        tool_choice: Some(ToolChoice::Named(named)),
        ..CreateCompletion::new("large-2".to_owned().into(), messages)
    };
    let response = client.chat().create_completion(&body).send().await.unwrap();
    let sent = sent(&mut peer);
    assert_eq!(sent["model"], "large-2");
    let choice = json!({"type": "function", "function": {"name": "get_weather"}});
    assert_eq!(sent["tool_choice"], choice);
    let call: Value = serde_json::from_str(CALL).unwrap();
    assert_eq!(
        sent["messages"][2],
        json!({"role": "assistant", "tool_calls": [call]})
    );
    let tool = json!({"role": "tool", "content": "Rain.", "tool_call_id": "c1"});
    assert_eq!(sent["messages"][3], tool);
    let CreateCompletionSuccess::OkJson(completion) = response.into_body() else {
        panic!("it was not asked to stream");
    };
    assert_eq!(
        completion.choices[0].message.content.as_deref(),
        Some("Rain.")
    );
}

#[tokio::test]
async fn a_streamed_completion_comes_bit_by_bit() {
    let chunk = |delta: &str, reason: &str| {
        format!(
            "data: {{\"id\":\"x1\",\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\
             \"delta\":{delta},\"finish_reason\":{reason}}}],\"usage\":null}}\n\n"
        )
    };
    let text = [
        chunk(r#"{"role":"assistant","content":""}"#, "null"),
        chunk(r#"{"content":"Ra"}"#, "null"),
        ": still here\n\n".to_owned(),
        chunk(r#"{"content":"in."}"#, "null"),
        chunk("{}", "\"stop\""),
        "data: [DONE]\n\n".to_owned(),
    ];
    let head = "content-type: text/event-stream; charset=utf-8\r\n";
    let mut peer = Peer::new(&[&answer("200 OK", head, &text.concat())]).await;
    let user = RequestMessageUser::new("How is Oslo?".to_owned().into());
    let body = CreateCompletion {
        stream: Some(Some(true)),
        ..CreateCompletion::new(CreateCompletionModelKnown::Small.into(), vec![user.into()])
    };
    let response = client(&peer)
        .chat()
        .create_completion(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(sent(&mut peer)["stream"], true);
    let CreateCompletionSuccess::OkEvents(mut chunks) = response.into_body() else {
        panic!("it was asked to stream");
    };
    let (mut told, mut reason) = (String::new(), None);
    while let Some(event) = chunks.next().await.unwrap() {
        for choice in event.data.choices {
            told.extend(choice.delta.content.flatten());
            reason = choice.finish_reason.or(reason);
        }
    }
    assert_eq!(told, "Rain.");
    assert_eq!(reason, Some(FinishReason::Stop));
}

#[tokio::test]
async fn a_refused_completion_is_a_typed_error() {
    let body = r#"{"error":{"message":"slow down","code":null}}"#;
    let peer = Peer::new(&[&answer("429 Too Many Requests", "", body)]).await;
    let body = CreateCompletion::new("large".to_owned().into(), Vec::new());
    let error = client(&peer)
        .chat()
        .create_completion(&body)
        .send()
        .await
        .unwrap_err();
    let Some(CreateCompletionError::TooManyRequests(failure)) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(failure.error.message, "slow down");
}

/// Every kind of content, and one that nobody knows yet.
fn parts() -> Value {
    json!([
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        {"type": "file", "file": {"file_id": "f1"}},
        {"type": "refusal", "refusal": "No."},
    ])
}

#[tokio::test]
async fn a_message_has_content_of_every_kind() {
    let mut peer = Peer::new(&[&completion(
        r#"{"role":"assistant","content":"A cat.","refusal":null}"#,
        "stop",
    )])
    .await;
    let content: Vec<ContentPart> = vec![
        TextPart::new("What is it?").into(),
        ImagePart::new(ImagePartImageUrl {
            detail: Some(ImagePartImageUrlDetail::Low),
            ..ImagePartImageUrl::new("https://example.com/a.png")
        })
        .into(),
        AudioPart::new(AudioPartInputAudio::new(
            "UklGRg==",
            AudioPartInputAudioFormat::Wav,
        ))
        .into(),
        FileContent::new(FilePartFile {
            file_id: Some("f1".to_owned()),
            ..FilePartFile::default()
        })
        .into(),
        RefusalPart::new("No.").into(),
    ];
    let user = RequestMessageUser::new(RequestMessageUserContent::Parts(content));
    let body = CreateCompletion::new("large".to_owned().into(), vec![user.into()]);
    client(&peer)
        .chat()
        .create_completion(&body)
        .send()
        .await
        .unwrap();
    let sent = sent(&mut peer);
    assert_eq!(
        sent["messages"],
        json!([{"role": "user", "content": parts()}])
    );
}

#[tokio::test]
async fn a_list_of_messages_keeps_content_of_every_kind() {
    let mut parts = parts();
    parts
        .as_array_mut()
        .unwrap()
        .push(json!({"type": "video", "seconds": 3}));
    let list = json!({
        "object": "list",
        "has_more": false,
        "data": [
            {"id": "m1", "role": "assistant", "content": null, "refusal": null, "content_parts": parts},
            {"id": "m2", "role": "assistant", "content": "Hi.", "refusal": null, "content_parts": null},
        ],
    });
    let peer = Peer::new(&[&answer("200 OK", "", &list.to_string())]).await;
    let messages = client(&peer)
        .chat()
        .get_messages("x/1")
        .send()
        .await
        .unwrap()
        .into_body();
    assert_eq!(serde_json::to_value(&messages).unwrap(), list);
    let parts = messages.data[0].content_parts.clone().flatten().unwrap();
    for (index, part) in parts.iter().enumerate() {
        let kind = match part {
            ContentPart::Text(part) if part.text == "What is it?" => 0,
            ContentPart::Image(part) if part.image_url.url.ends_with("/a.png") => 1,
            ContentPart::Audio(part) if part.input_audio.data == "UklGRg==" => 2,
            ContentPart::File(part) if part.file.file_id.as_deref() == Some("f1") => 3,
            ContentPart::Refusal(part) if part.refusal == "No." => 4,
            ContentPart::Other(value) if value["seconds"] == 3 => 5,
            other => panic!("{other:?}"),
        };
        assert_eq!(kind, index);
    }
    assert_eq!(messages.data[1].content_parts, Some(None));
}

#[tokio::test]
async fn pictures_are_edited_as_files() {
    let body = r#"{"created":1,"data":[{"b64_json":"iVBORw=="}]}"#;
    let mut peer = Peer::new(&[&answer(
        "200 OK",
        "content-type: application/json\r\n",
        body,
    )])
    .await;
    let picture = |name: &str| {
        FilePart::bytes(b"\x89PNG".as_slice())
            .file_name(name)
            .content_type("image/png")
    };
    let form = EditImageForm {
        mask: Some(FilePart::bytes("mask").file_name("mask.png")),
        size: Some(EditImageSize::N512x512),
        ..EditImageForm::new(vec![picture("a.png"), picture("b.png")], "Add a hat.")
    };
    let images = client(&peer)
        .images()
        .edit_image(form)
        .send()
        .await
        .unwrap();
    assert_eq!(
        images.data.as_ref().unwrap()[0].b64_json.as_deref(),
        Some("iVBORw==")
    );
    let asked = peer.asked().remove(0);
    assert!(
        asked.contains("\r\ncontent-type: multipart/form-data; boundary="),
        "{asked}"
    );
    for part in [
        "name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n",
        "name=\"image\"; filename=\"b.png\"\r\nContent-Type: image/png\r\n\r\n",
        "name=\"prompt\"\r\n\r\nAdd a hat.\r\n",
        "name=\"mask\"; filename=\"mask.png\"\r\nContent-Type: application/octet-stream\r\n\r\nmask\r\n",
        "name=\"size\"\r\n\r\n512x512\r\n",
    ] {
        assert!(
            asked.contains(&format!("form-data; {part}")),
            "{part}: {asked}"
        );
    }
    // What nobody set isn't sent, whatever its default.
    assert!(!asked.contains("name=\"n\""), "{asked}");
}
