//! The story that the demo's example tells.

use users_client::types::CreateUserBody;

use crate::server::{Server, base_url, with_token};
use crate::support::text;

#[allow(dead_code, reason = "its `main` is for whoever runs it")]
#[path = "../../demo/examples/story.rs"]
mod example;

#[tokio::test]
async fn the_story_of_the_example_goes_through() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for number in 0..1_000 {
        let (email, name) = (format!("u{number}@example.org"), format!("user-{number}"));
        let user = CreateUserBody {
            password: Some("Harbour-Light-1".to_owned()),
            ..CreateUserBody::new(email, name)
        };
        admin.users().create_user(&user).send().await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("me.jpg");
    std::fs::write(&image, b"\xff\xd8\xff\xe0 a picture").unwrap();
    let before = admin.users().get_user("me").send().await.unwrap();

    let password = users_demo::Settings::TEST_ADMIN_PASSWORD;
    let asked = server.log.all().len();
    let url = base_url(server.address);
    let image_path = image.to_str().unwrap();
    let arguments = [url.as_str(), "admin", password, image_path];
    example::story(&arguments.map(str::to_owned)).await.unwrap();

    let after = admin.users().get_user("me").send().await.unwrap();
    assert_eq!(text(&after.nickname), "Captain");
    assert_eq!(after.locale, before.locale);
    let picture = admin.users().get_profile_image("me").send().await.unwrap();
    let picture = picture.into_body().bytes().await.unwrap();
    assert_eq!(picture, std::fs::read(&image).unwrap());

    let asked = server.log.all().split_off(asked);
    assert_eq!(asked[0].json()["token"], serde_json::Value::Null);
    // More than a thousand users, two hundred a page.
    let lists = asked
        .iter()
        .filter(|asked| asked.query.contains("per_page=200"));
    assert_eq!(lists.count(), 7);
    let patch = asked.iter().find(|asked| asked.path.ends_with("/me/patch"));
    let patch = patch.unwrap();
    assert_eq!(patch.json(), serde_json::json!({"nickname": "Captain"}));
    // It has logged out.
    let token = patch.header("authorization").unwrap();
    let token = token.strip_prefix("Bearer ").unwrap();
    let gone = with_token(server.anonymous(), token);
    assert!(gone.users().get_user("me").send().await.is_err());
}
