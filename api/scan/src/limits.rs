//! How much one upload may hold.

/// Bounds of one upload, whatever it is made of. The defaults leave a hundred times the room of a large repository.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the decompressed body.
    pub plain: u64,
    /// Levels of nested lists and objects, the body itself being the first.
    pub depth: usize,
    /// Bytes of one component.
    pub component: usize,
    /// Values (counted by their commas) within one component or one small part. Bounds the memory that many
    /// tiny values take once they are parsed.
    pub values: usize,
    /// Bytes of all parts beside `components` and `exports`, for all analyses of an upload together.
    pub small_parts: usize,
    /// Components, for all analyses of an upload together.
    pub components: usize,
    /// Local packages of one analysis.
    pub packages: usize,
    /// Bytes of what is kept, compressed, for all analyses of an upload together.
    pub content: u64,
    /// Bytes of that which stay in memory; what exceeds them goes to a file.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: usize = 1 << 20;
        Self {
            plain: 1 << 30,
            depth: 64,
            component: 8 * MIB,
            values: 250_000,
            small_parts: 16 * MIB,
            components: 500_000,
            packages: 10_000,
            content: 64 << 20,
            memory: 16 * MIB,
        }
    }
}
