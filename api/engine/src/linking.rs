//! Linking: an external component of some body is really another component of the state. One step, no
//! chains: what a link leads to is not linked any further, even if it would itself lead elsewhere. Only
//! an id that a local component has always means that component.

/// The rule by which an external component was recognised; the first that matches is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkedBy {
    /// A local component has its very id.
    Id,
    /// A local component has its id among its export ids; of several the one of its own package.
    ExportId,
    /// It is the only local component of its package with that export name; never for `default`.
    Name,
    /// An external component that somebody re-exports has its id among its export ids; of several the
    /// one of its own package.
    ReExport,
}

impl LinkedBy {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::ExportId => "exportId",
            Self::Name => "name",
            Self::ReExport => "reExport",
        }
    }
}
