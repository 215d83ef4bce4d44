//! People and programs as tests see them: they send requests.
use super::app::TestApp;
use reqwest::{Client, Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use std::sync::Mutex;

/// Somebody with a browser, or a program with a token.
pub struct Person {
    url: String,
    origin: String,
    client: Client,
    cookies: Mutex<Vec<(String, String)>>,
    /// A program bears no marks of a browser.
    is_program: bool,
    bearer: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Person {
    pub fn new(url: &str) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let (url, origin) = (url.to_owned(), url.to_owned());
        Self { url, origin, client, cookies: Mutex::default(), is_program: false, bearer: None }
    }

    /// Whose pages come from another address than the requests go to, as behind a proxy.
    pub fn with_origin(self, origin: &str) -> Self {
        Self { origin: origin.to_owned(), ..self }
    }

    /// A program that sends a token as `Authorization: Bearer`.
    pub fn with_bearer(url: &str, token: &str) -> Self {
        Self { is_program: true, bearer: Some(token.to_owned()), ..Self::new(url) }
    }

    /// A program that sends a token as the command line does.
    pub fn with_cli_cookie(url: &str, token: &str) -> Self {
        let program = Self { is_program: true, ..Self::new(url) };
        program.set_cookie("omlet-auth-token", token);
        program
    }

    /// Asks for a link, opens it and presses the button.
    pub async fn sign_in(&self, app: &TestApp, email: &str) {
        self.post("/auth/sign-in", json!({ "email": email })).await.expect(202);
        let mail = app.newest_mail(email).await.expect("a mail");
        self.post("/auth/sign-in/confirm", json!({ "token": token_in(&mail.text_body) })).await.expect(200);
    }

    pub async fn create_workspace(&self, name: &str, slug: &str) -> Value {
        self.post("/workspaces", json!({ "name": name, "slug": slug })).await.expect(201)
    }

    /// A token as the command line gets it.
    pub async fn cli_token(&self) -> String {
        let redirect = format!("{}/login/cli-success", self.origin);
        let grant = self.post("/auth/cli-grant", json!({ "redirect": redirect })).await.expect(200);
        grant["token"].as_str().unwrap().to_owned()
    }

    pub async fn api_token(&self, workspace: &str, scopes: &[&str]) -> String {
        let new = json!({ "name": "ci", "scopes": scopes, "expiresInDays": 30 });
        let made = self.post(&format!("/workspaces/{workspace}/tokens"), new).await.expect(201);
        made["token"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Uploads a scan from this browser, as it is.
    pub async fn upload(&self, workspace: &str, body: &Value) -> Reply {
        self.post(&format!("/workspaces/{workspace}/analyses"), body.clone()).await
    }

    /// A request below `/api` with this browser's cookies and the marks of our own pages.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.unmarked(method, path);
        if self.is_program { request } else { request.header("origin", &self.origin) }
    }

    /// As `request`, without any mark of where it comes from.
    pub fn unmarked(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}/api{path}", self.url));
        if let Some(token) = &self.bearer {
            request = request.bearer_auth(token);
        }
        let cookies = self.cookies.lock().unwrap();
        if !cookies.is_empty() {
            let all: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", all.join("; "));
        }
        request
    }

    /// Sends, and keeps the cookies of the answer as a browser would.
    pub async fn send(&self, request: RequestBuilder) -> Reply {
        self.try_to(request).await.unwrap()
    }

    /// As `send`, to a server that may die meanwhile.
    pub async fn try_to(&self, request: RequestBuilder) -> reqwest::Result<Reply> {
        let answer = request.send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        {
            let mut cookies = self.cookies.lock().unwrap();
            for line in headers.get_all("set-cookie") {
                let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
                let value = rest.split(';').next().unwrap();
                cookies.retain(|(known, _)| known != name);
                if !value.is_empty() {
                    cookies.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        Ok(Reply { status, headers, bytes: answer.bytes().await?.to_vec() })
    }

    /// Puts a cookie into the browser, in place of one of that name.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap();
        cookies.retain(|(known, _)| known != name);
        cookies.push((name.to_owned(), value.to_owned()));
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

impl Reply {
    /// The body as JSON, once the status is the one expected.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        if self.bytes.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// As `expect`, for a refusal with this code.
    #[track_caller]
    pub fn refuses(self, status: u16, code: &str) -> Value {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        for field in ["title", "detail", "requestId"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{field} is missing: {problem}");
        }
        problem
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The secret part of the link in a mail.
pub fn token_in(mail: &str) -> String {
    let (_, rest) = mail.split_once("/signin#").expect("a link");
    rest.split_whitespace().next().unwrap().to_owned()
}

/// The six digits in a mail.
pub fn code_in(mail: &str) -> String {
    let (_, rest) = mail.split_once("asked from: ").expect("a code");
    rest.split_whitespace().next().unwrap().to_owned()
}
