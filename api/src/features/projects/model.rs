//! What these calls take and answer.
use crate::http::valid::one_line;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

/// Longest alias, in characters.
const LONGEST_ALIAS: usize = 50;

/// `?name=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProjectsQuery {
    /// Only the project of that name.
    pub name: Option<String>,
}

/// `?name=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ProjectName {
    /// The project's own name, not its alias.
    pub name: String,
}

/// A project of the newest state.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProjectDetail)]
pub struct Project {
    /// Its own name, unique in the workspace: that of the npm package, or `root@<repository>` where it has none.
    pub name: String,
    /// The npm name; `root` where there is none.
    pub package_name: String,
    /// What people call it; null where that is its own name.
    pub alias: Option<String>,
    /// The repository it belongs to.
    pub repository: String,
    /// The version its `package.json` states.
    pub version: Option<String>,
    /// Components it defines.
    pub components: u32,
}

/// What to call a project.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectPatch {
    /// Up to 50 characters. Null, nothing or the project's own name takes the alias away.
    #[serde(deserialize_with = "Option::deserialize")]
    #[validate(custom(function = "short_line"))]
    pub alias: Option<String>,
}

fn short_line(alias: &str) -> Result<(), ValidationError> {
    if alias.trim().chars().count() > LONGEST_ALIAS {
        let message = format!("must have at most {LONGEST_ALIAS} characters");
        return Err(ValidationError::new("length").with_message(message.into()));
    }
    one_line(alias)
}
