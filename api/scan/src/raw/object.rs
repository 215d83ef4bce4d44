//! How the structs of a body are read.

/// Declares a struct that is read from a JSON object: unknown keys are skipped, of a repeated key the last counts (as
/// in JavaScript), and anything but an object is refused, lists included, which derived code would take field by
/// field.
macro_rules! object {
    ($(#[$note:meta])* $name:ident { $($key:literal => $field:ident: $kind:ty),* $(,)? }) => {
        $(#[$note])*
        #[derive(Debug, Default)]
        pub(crate) struct $name<'de> {
            $(pub(crate) $field: Option<$kind>,)*
            /// Also structs that borrow nothing have the lifetime.
            from: std::marker::PhantomData<&'de str>,
        }

        impl<'de> serde::Deserialize<'de> for $name<'de> {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Fields;
                impl<'de> serde::de::Visitor<'de> for Fields {
                    type Value = $name<'de>;

                    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        out.write_str("an object")
                    }

                    fn visit_map<M: serde::de::MapAccess<'de>>(
                        self,
                        mut map: M,
                    ) -> Result<Self::Value, M::Error> {
                        let mut object = $name::default();
                        while let Some(key) = map.next_key::<$crate::raw::Text<'de>>()? {
                            match &*key.0 {
                                $($key => object.$field = map.next_value()?,)*
                                _ => {
                                    map.next_value::<serde::de::IgnoredAny>()?;
                                }
                            }
                        }
                        Ok(object)
                    }
                }
                from.deserialize_map(Fields)
            }
        }
    };
}

pub(super) use object;
