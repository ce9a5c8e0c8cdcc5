//! Serializes values to a tree of texts, lists and objects, from which the styles are written.

use std::collections::HashSet;
use std::fmt::Display;

use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};

use super::Error;

/// A serialized value.
#[derive(Debug, PartialEq)]
pub(super) enum Tree {
    /// `null`, which no style can express.
    Nothing,
    Text(String),
    /// A number or a boolean.
    Bare(String),
    List(Vec<Tree>),
    Members(Vec<(String, Tree)>),
}

pub(super) fn tree<T: Serialize + ?Sized>(value: &T) -> Result<Tree, Error> {
    value.serialize(Writer)
}

impl Tree {
    /// Removes properties that are `null`, which count as absent (RFC 6570, section 2.3). An item of a list
    /// that is `null` is an error: without it, the others would get other indices.
    pub(super) fn without_nothing(self) -> Result<Self, Error> {
        let check = |tree: &Self| match tree {
            Self::List(items) if items.contains(&Self::Nothing) => {
                Err(Error::new("has an item that is `null`, which has no text"))
            }
            _ => Ok(()),
        };
        check(&self)?;
        let Self::Members(mut members) = self else {
            return Ok(self);
        };
        members.retain(|(_, member)| *member != Self::Nothing);
        for (name, member) in &members {
            check(member).map_err(|error| error.below(name))?;
        }
        Ok(Self::Members(members))
    }

    /// Returns the value as JSON.
    pub(super) fn json(&self) -> String {
        match self {
            Self::Nothing => "null".to_owned(),
            Self::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Self::Bare(text) => text.clone(),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::json).collect();
                format!("[{}]", items.join(","))
            }
            Self::Members(members) => {
                let members = members.iter().map(|(name, member)| {
                    let name = serde_json::Value::from(name.as_str());
                    format!("{name}:{}", member.json())
                });
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// A number. It must be finite, as JSON has no infinity and no NaN.
fn number(is_finite: bool, value: &dyn Display) -> Result<Tree, Error> {
    if is_finite {
        Ok(Tree::Bare(value.to_string()))
    } else {
        Err(Error::new(format!(
            "holds `{value}`, which is no finite number"
        )))
    }
}

struct Writer;

type Never = Impossible<Tree, Error>;

macro_rules! bare {
    ($($method:ident $kind:ty)*) => {$(
        fn $method(self, value: $kind) -> Result<Tree, Error> {
            Ok(Tree::Bare(value.to_string()))
        }
    )*};
}

impl Serializer for Writer {
    type Ok = Tree;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Never;

    bare! {
        serialize_bool bool
        serialize_i8 i8
        serialize_i16 i16
        serialize_i32 i32
        serialize_i64 i64
        serialize_i128 i128
        serialize_u8 u8
        serialize_u16 u16
        serialize_u32 u32
        serialize_u64 u64
    }

    fn serialize_f32(self, value: f32) -> Result<Tree, Error> {
        number(value.is_finite(), &value)
    }

    fn serialize_f64(self, value: f64) -> Result<Tree, Error> {
        number(value.is_finite(), &value)
    }

    fn serialize_char(self, value: char) -> Result<Tree, Error> {
        Ok(Tree::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<Tree, Error> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<Tree, Error> {
        Err(Error::new("holds bytes, which have no text"))
    }

    fn serialize_none(self) -> Result<Tree, Error> {
        Ok(Tree::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Tree, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Tree, Error> {
        Ok(Tree::Nothing)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Tree, Error> {
        Ok(Tree::Nothing)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Tree, Error> {
        Ok(Tree::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<Tree, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Tree, Error> {
        Ok(Tree::Members(vec![(variant.to_owned(), tree(value)?)]))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Items, Error> {
        Ok(Items(Vec::new()))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Items, Error> {
        Ok(Items(Vec::new()))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Never, Error> {
        Err(Error::new("holds a value that has no text"))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Never, Error> {
        Err(Error::new("holds a value that has no text"))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Entries, Error> {
        Ok(Entries::default())
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Entries, Error> {
        Ok(Entries::default())
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Never, Error> {
        Err(Error::new("holds a value that has no text"))
    }
}

/// The items of a list.
struct Items(Vec<Tree>);

impl SerializeSeq for Items {
    type Ok = Tree;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(tree(value)?);
        Ok(())
    }

    fn end(self) -> Result<Tree, Error> {
        Ok(Tree::List(self.0))
    }
}

impl SerializeTuple for Items {
    type Ok = Tree;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(tree(value)?);
        Ok(())
    }

    fn end(self) -> Result<Tree, Error> {
        Ok(Tree::List(self.0))
    }
}

/// The members of an object.
#[derive(Default)]
struct Entries {
    members: Vec<(String, Tree)>,
    key: String,
}

impl Entries {
    /// Returns the object; an error if a name occurs twice: a struct can have a field and an additional
    /// property of the same name.
    fn tree(self) -> Result<Tree, Error> {
        let mut names = HashSet::new();
        let mut all = self.members.iter();
        if let Some((name, _)) = all.find(|(name, _)| !names.insert(name)) {
            return Err(Error::new("is there more than once").below(name));
        }
        Ok(Tree::Members(self.members))
    }
}

impl SerializeMap for Entries {
    type Ok = Tree;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        match tree(key)? {
            Tree::Text(text) | Tree::Bare(text) => {
                self.key = text;
                Ok(())
            }
            _ => Err(Error::new("holds a name that has no text")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let name = std::mem::take(&mut self.key);
        let member = tree(value).map_err(|error| error.below(&name))?;
        self.members.push((name, member));
        Ok(())
    }

    fn end(self) -> Result<Tree, Error> {
        self.tree()
    }
}

impl SerializeStruct for Entries {
    type Ok = Tree;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let member = tree(value).map_err(|error| error.below(name))?;
        self.members.push((name.to_owned(), member));
        Ok(())
    }

    fn end(self) -> Result<Tree, Error> {
        self.tree()
    }
}
