//! A workspace with what its newest state says.
use super::{
    model::{Features, Project, Subscription, Workspace},
    queries,
};
use crate::{
    auth::member::Scope,
    entities::workspace,
    error::ApiResult,
    features::{data_issues, projects::Aliases},
    state::State,
};

/// The workspace as clients see it. The scanner reads `slug`, `projects` and the limit.
pub async fn present(state: &State, scope: Scope, row: workspace::Model) -> ApiResult<Workspace> {
    let newest = state.snapshots.newest(&state.db, scope, row.data_revision).await?;
    let aliases = Aliases::load(&*state.db, scope).await?;
    Ok(Workspace {
        num_of_components: u32::try_from(newest.timeline.num_of_components()).unwrap_or(u32::MAX),
        num_of_analyses: queries::count_scans(&*state.db, scope).await?,
        data_issue_count: data_issues::count(&newest).await?,
        last_scan_at: newest.as_of(),
        projects: newest
            .timeline
            .projects()
            .into_iter()
            .map(|project| Project {
                slug: ::slug::slugify(project.name),
                package_name: project.package_name.to_owned(),
                name: aliases.of(project.name).to_owned(),
                components: project.components,
            })
            .collect(),
        has_reached_analysis_limit: false,
        subscription: Subscription { features: Features { analysis_limit: None } },
        id: row.id,
        name: row.name,
        slug: row.slug,
        created_at: row.created_at,
    })
}
