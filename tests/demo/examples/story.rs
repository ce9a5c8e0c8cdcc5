//! What somebody does with the Users API, from login to logout:
//! `cargo run -p users-demo --example story -- URL LOGIN PASSWORD IMAGE`.

use std::error::Error;

use users_client::types::{LoginBody, PatchUserBody, clear};
use users_client::users::SetProfileImageForm;
use users_client::{Client, Credentials, FilePart};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    story(&arguments).await
}

pub(crate) async fn story(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let [url, login, password, image] = arguments else {
        return Err("usage: story URL LOGIN PASSWORD IMAGE".into());
    };
    let client = Client::builder(url).build()?;
    let login = LoginBody::default()
        .login_id(login)
        .password(password)
        .token(clear()); // `null`: there is no code of an authenticator.
    let session = client.users().login(&login).send().await?.into_body();
    let client = client.with_credentials(Credentials {
        bearer_auth: session.token.map(Into::into),
    });

    let mut count = 0;
    let mut users = client.users().get_users().per_page(200).items();
    while let Some(user) = users.next().await {
        count += usize::from(user?.username.is_some());
    }
    println!("{count} users");

    // What isn't set is left out, and stays as it is.
    let patch = PatchUserBody::default().nickname("Captain");
    let me = client.users().patch_user("me", &patch).send().await?;
    println!("{:?} is now {:?}", me.username, me.nickname);

    let image = FilePart::from_file(image).await?;
    let image = image.progress(|sent, total| println!("{sent} of {total:?} bytes"));
    let form = SetProfileImageForm { image };
    client
        .users()
        .set_profile_image("me")
        .body(form)
        .send()
        .await?;

    client.users().logout().send().await?;
    Ok(())
}
