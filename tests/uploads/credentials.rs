//! CI systems put tokens into the address of the remote, and the scanner sends it as it is.
use super::{World, shop};
use serde_json::json;
use std::fs;

/// Forms in which a secret hides in an address.
const ADDRESSES: [&str; 16] = [
    "https://user:S3CRET@github.com/acme/shop.git",
    "https://S3CRET@github.com/acme/shop.git",
    "https://S3CRET:x-oauth-basic@github.com/acme/shop",
    "https://oauth2:glpat-S3CRET@gitlab.com/acme/group/shop.git",
    "https://x-access-token:S3CRET%40x@github.com/acme/shop.git",
    "HTTPS://User:S3CRET@GitHub.com/Acme/Shop.git",
    "http://user:S3CRET@git.example.com:8080/acme/shop.git",
    "https://user:S3@CRET@git.example.com/acme/shop.git",
    "https://user:p?S3CRET@git.example.com/acme/shop.git",
    "https://user:p#S3CRET@git.example.com/acme/shop.git",
    "https://github.com/acme/shop.git?token=S3CRET",
    "https://github.com/acme/shop.git#S3CRET",
    "ssh://git:S3CRET@git.example.com/acme/shop.git",
    "git+https://user:S3CRET@git.example.com/acme/shop.git",
    "user:S3CRET@git.example.com:acme/shop.git",
    "//user:S3CRET@git.example.com/acme/shop.git",
];

#[actix_web::test]
async fn credentials_in_an_address_are_neither_stored_nor_answered() {
    let world = World::new().await;
    for (n, address) in ADDRESSES.iter().enumerate() {
        let body = shop().defines(&format!("Extra{n}"), &[]).with("/repository", json!({ "url": address }));
        let answer = world.send(None, body.bytes()).await;
        let text = String::from_utf8(answer.bytes.clone()).unwrap();
        answer.expect(200);
        assert!(!says_it(text.as_bytes()), "{address}: {text}");
        for path in ["", "/analyses?limit=200", "/components?limit=200", "/data-issues"] {
            let read = world.ada.get(&format!("/workspaces/acme{path}")).await;
            assert!(!says_it(&read.bytes), "{address}: {path} {}", String::from_utf8_lossy(&read.bytes));
        }
        let rows = world.app.rows().await;
        let leak = rows.iter().find(|row| says_it(row.as_bytes()));
        assert_eq!(leak, None, "{address}");
    }
    for file in fs::read_dir(world.app.data_dir.path()).unwrap().map(|file| file.unwrap().path()) {
        if file.is_file() {
            assert!(!says_it(&fs::read(&file).unwrap()), "{}", file.display());
        }
    }
}

fn says_it(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains("S3CRET") || text.contains("CRET@")
}
