//! How much one upload may hold.

/// Bounds of one upload, whatever it is made of. The defaults leave fifteen times the room of the largest repository we know and more.
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
    /// Records of components, for all analyses of an upload together: the memory that reading takes grows with them,
    /// repeated ones among them.
    pub components: usize,
    /// Pairs of a component and one that it renders, for all analyses of an upload together: however alike the lists of
    /// components are, who answers questions holds each pair in memory.
    pub edges: usize,
    /// Bytes of what describes the components, for all analyses of an upload together: everything but edges, prop values
    /// and places. Who answers questions about a workspace holds it in memory.
    pub facts: usize,
    /// Bytes of the prop values, for all analyses of an upload together: a question about a much used component reads
    /// those of all who render it.
    pub passed: usize,
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
            values: 100_000,
            small_parts: 16 * MIB,
            components: 100_000,
            edges: 2_000_000,
            facts: 128 * MIB,
            passed: 64 * MIB,
            packages: 10_000,
            content: 64 << 20,
            memory: 4 * MIB,
        }
    }
}
