//! The OpenAPI document: made from the registration of the routes, served and committed.
use crate::{
    app,
    error::{ApiResult, Problem},
};
use actix_web::{App, HttpResponse, route};
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        Components, ContentBuilder, Ref, RefOr, ResponseBuilder, SecurityRequirement,
        path::Operation,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, scope};
use utoipa_swagger_ui::{Config, SwaggerUi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Skillet",
        description = "Component analytics for teams that own a React design system. Errors are problem documents whose `code` programs may rely on.",
        license(name = "MIT", identifier = "MIT")
    ),
    servers((url = "/", description = "This server")),
    components(schemas(Problem)),
    tags(
        (name = "sign-in", description = "Signing in and out"),
        (name = "account", description = "One's own account"),
        (name = "cli", description = "The command line scanner"),
        (name = "workspaces", description = "Workspaces"),
        (name = "members", description = "Who belongs to a workspace"),
        (name = "invites", description = "Bringing people in"),
        (name = "tokens", description = "API tokens"),
        (name = "audit", description = "Who did what when"),
        (name = "scans", description = "Scans"),
        (name = "repositories", description = "Repositories that scans come from"),
        (name = "components", description = "The catalogue"),
        (name = "charts", description = "Charts"),
        (name = "data-issues", description = "What keeps the numbers from being exact"),
        (name = "operator", description = "For whoever runs this server")
    )
)]
struct Doc;

/// The whole document.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Doc::openapi())
        .service(scope::scope("/api").configure(app::api))
        .split_for_parts();
    Shared.modify(&mut document); // now, when the routes are in
    document
}

/// The document as it is committed.
pub fn text() -> anyhow::Result<String> {
    Ok(document().to_pretty_json()? + "\n")
}

/// The OpenAPI document of this server.
#[route("/api/openapi.json", method = "GET", method = "HEAD")]
pub async fn serve() -> ApiResult<HttpResponse> {
    /// Made once: any stranger may ask for it, and it takes the registration of all routes.
    static TEXT: LazyLock<anyhow::Result<String>> = LazyLock::new(text);
    let text = TEXT.as_ref().map_err(|error| anyhow::anyhow!("describing the API: {error:#}"))?;
    Ok(HttpResponse::Ok().content_type("application/json").body(text.as_str()))
}

/// A browsable form of the document, with assets of our own.
pub fn docs() -> SwaggerUi {
    SwaggerUi::new("/api/docs/{_:.*}").config(Config::from("/api/openapi.json"))
}

/// What every operation shares: who may call it, and the shape of a refusal.
struct Shared;

impl Modify for Shared {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let parts = document.components.get_or_insert_with(Components::default);
        let cookie = ApiKeyValue::with_description("skillet", "A browser's session");
        parts.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        parts.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        for item in document.paths.paths.values_mut() {
            let all = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            all.into_iter().flatten().for_each(complete);
        }
    }
}

fn complete(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            response.description = if status == "201" { "Made" } else { "Done" }.into();
        }
    }
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    let refusal =
        ResponseBuilder::new().description("A refusal; `code` says which").content("application/problem+json", content);
    operation.responses.responses.insert("4XX".into(), refusal.build().into());
    if operation.security.is_none() {
        let either = ["session", "token"].map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
        operation.security = Some(either.into());
    }
}
