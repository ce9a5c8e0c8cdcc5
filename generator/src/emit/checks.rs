//! What is checked of values, as code.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::code::{Code, block, ident};
use super::keywords;
use crate::view::{Checks, Field, Keyword, Named, Rule, Size, Struct, Union, Within};

/// A value in the emitted code: how it is named, and whether that is a reference to it.
#[derive(Clone)]
pub(super) struct Place {
    tokens: TokenStream,
    is_reference: bool,
}

impl Place {
    /// A value that is reached as it is, such as a field.
    pub(super) fn of(tokens: TokenStream) -> Self {
        Self {
            tokens,
            is_reference: false,
        }
    }

    /// A reference to a value.
    pub(super) fn reference(tokens: TokenStream) -> Self {
        Self {
            tokens,
            is_reference: true,
        }
    }

    /// How it is named.
    pub(super) fn tokens(&self) -> &TokenStream {
        &self.tokens
    }

    fn as_reference(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.is_reference {
            quote!(#tokens)
        } else {
            quote!(&#tokens)
        }
    }

    fn as_value(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.is_reference {
            quote!(*#tokens)
        } else {
            quote!(#tokens)
        }
    }
}

/// The `Checker` of the place that a value stands at.
pub(super) enum At {
    /// `check` is that of the value.
    Here,
    /// This leads to it.
    Inside(TokenStream),
}

impl At {
    /// That of a property.
    pub(super) fn property(name: impl quote::ToTokens) -> Self {
        Self::Inside(quote!(check.property(#name)))
    }

    /// That of an item.
    pub(super) fn item(index: impl quote::ToTokens) -> Self {
        Self::Inside(quote!(check.item(#index)))
    }

    /// It as what methods are called on.
    fn receiver(&self) -> TokenStream {
        match self {
            Self::Here => quote!(check),
            Self::Inside(tokens) => tokens.clone(),
        }
    }

    /// It as an argument.
    fn argument(&self) -> TokenStream {
        match self {
            Self::Here => quote!(check),
            Self::Inside(tokens) => quote!(&mut #tokens),
        }
    }
}

/// The statements that check a value, to stand in a block of their own.
pub(super) fn statements(checks: &Checks, value: &Place, at: &At) -> TokenStream {
    let tokens = &value.tokens;
    if checks.is_empty() {
        return quote!();
    }
    if checks.is_by_type() {
        let argument = at.argument();
        return quote!(#tokens.check(#argument););
    }
    if checks.options == 0 {
        return of_value(checks, value, at);
    }
    let pattern = (0..checks.options).fold(quote!(value), |inner, _| quote!(Some(#inner)));
    let inner = of_value(checks, &Place::reference(quote!(value)), at);
    let value = value.as_reference();
    quote!(if let #pattern = #value { #inner })
}

/// The statements that check a value, to stand among others.
pub(super) fn among_others(checks: &Checks, value: &Place, at: &At) -> TokenStream {
    let statements = statements(checks, value, at);
    let names_checker =
        checks.options == 0 && !checks.is_by_type() && !matches!(checks.within, Within::Nothing);
    if names_checker {
        quote!({ #statements })
    } else {
        statements
    }
}

fn of_value(checks: &Checks, value: &Place, at: &At) -> TokenStream {
    let calls = calls(checks, value);
    let tokens = &value.tokens;
    let item = |name: TokenStream| Place::reference(name);
    let within = match &checks.within {
        Within::Nothing => {
            let receiver = at.receiver();
            return quote!(#receiver #calls;);
        }
        Within::Itself => quote!(#tokens.check(check);),
        Within::Items(inner) => {
            let inner = statements(inner, &item(quote!(item)), &At::item(quote!(index)));
            quote!(for (index, item) in #tokens.iter().enumerate() { #inner })
        }
        Within::Values(inner) => {
            let inner = statements(inner, &item(quote!(value)), &At::property(quote!(name)));
            let mapping = value.as_reference();
            quote!(for (name, value) in #mapping { #inner })
        }
        Within::Places(places) => {
            let places = places.iter().enumerate().map(|(index, inner)| {
                let index = Literal::usize_unsuffixed(index);
                let place = Place::of(quote!(#tokens.#index));
                among_others(inner, &place, &At::item(&index))
            });
            quote!(#(#places)*)
        }
    };
    let checker = match at {
        At::Here => quote!(),
        At::Inside(tokens) => quote!(let check = &mut #tokens;),
    };
    let calls = (!calls.is_empty()).then(|| quote!(check #calls;));
    quote!(#checker #calls #within)
}

/// The calls for what is asked of a value itself.
fn calls(checks: &Checks, value: &Place) -> TokenStream {
    let calls = checks.rules.iter().map(|rule| call(rule, value));
    let keywords = by_keywords(&checks.keywords, &value.as_reference());
    quote!(#(#calls)* #keywords)
}

/// The call for what is asked of a value as it is in JSON.
fn by_keywords(keywords: &[Keyword], value: &TokenStream) -> Option<TokenStream> {
    let schema = keywords::schema(keywords);
    (!keywords.is_empty()).then(|| quote!(.keywords(#value, #schema)))
}

/// The call for a rule of a value of the type that the rule speaks of.
fn call(rule: &Rule, value: &Place) -> TokenStream {
    let (reference, number) = (value.as_reference(), value.as_value());
    let value = &value.tokens;
    match rule {
        Rule::Length(size) => {
            let size = range(*size);
            quote!(.length(#reference, #size))
        }
        Rule::Bytes(size) => {
            let size = range(*size);
            quote!(.bytes(&#value.bytes, #size))
        }
        Rule::Pattern(pattern) => {
            let pattern = keywords::pattern(pattern);
            quote!(.pattern(#reference, #pattern))
        }
        Rule::Minimum(limit) => bound(quote!(at_least), &number, limit),
        Rule::ExclusiveMinimum(limit) => bound(quote!(more_than), &number, limit),
        Rule::Maximum(limit) => bound(quote!(at_most), &number, limit),
        Rule::ExclusiveMaximum(limit) => bound(quote!(less_than), &number, limit),
        Rule::MultipleOf(of) => quote!(.multiple_of(#number, #of)),
        Rule::Items(size) => {
            let size = range(*size);
            quote!(.items(#value.len(), #size))
        }
        Rule::UniqueItems => quote!(.unique(#reference)),
        Rule::Properties(size) => {
            let size = range(*size);
            quote!(.properties(#value.len(), #size))
        }
    }
}

fn bound(method: TokenStream, number: &TokenStream, limit: &str) -> TokenStream {
    let limit: TokenStream = limit.parse().unwrap_or_default();
    quote!(.#method(#number, #limit))
}

/// How many there may be, as a range.
fn range(size: Size) -> TokenStream {
    let (least, most) = (
        size.least.map(Literal::usize_unsuffixed),
        size.most.map(Literal::usize_unsuffixed),
    );
    match (least, most) {
        (Some(least), Some(most)) => quote!(#least..=#most),
        (Some(least), None) => quote!(#least..),
        (None, Some(most)) => quote!(..=#most),
        (None, None) => quote!(..),
    }
}

/// The statements that check a struct.
pub(super) fn of_struct(item: &Struct) -> TokenStream {
    let fields = item.fields.iter().map(|field| {
        let name = ident(&field.name);
        let place = Place::of(quote!(self.#name));
        among_others(&field.checks, &place, &At::property(&field.wire))
    });
    let fields = quote!(#(#fields)*);
    let additional = item.additional.iter().map(|(name, _)| {
        let name = ident(name);
        let value = Place::reference(quote!(value));
        let at = At::property(quote!(name));
        let inner = statements(&item.additional_checks, &value, &at);
        (!inner.is_empty()).then(|| quote!(for (name, value) in &self.#name { #inner }))
    });
    let size = (item.size != Size::default()).then(|| {
        let size = range(item.size);
        let count = count(item);
        quote!(check.properties(#count, #size);)
    });
    let dependents = item.dependents.iter().filter_map(|(property, others)| {
        let is_there = presence(item, property)?;
        let others = others.iter().filter_map(|other| {
            let is_there = presence(item, other)?;
            Some(quote!((#other, #is_there)))
        });
        requires(property, &is_there, others.collect())
    });
    let keywords = of_itself(&item.keywords);
    quote!(#keywords #size #(#dependents)* #fields #(#additional)*)
}

/// The statements that check which parts a form has.
pub(super) fn of_part_names(size: Size, dependents: &[(String, Vec<String>)]) -> TokenStream {
    let size = (size != Size::default()).then(|| {
        let size = range(size);
        quote!(check.properties(form.count(), #size);)
    });
    let dependents = dependents.iter().filter_map(|(part, others)| {
        let others = others.iter();
        let others = others.map(|other| quote!((#other, form.has(#other))));
        requires(part, &quote!(form.has(#part)), others.collect())
    });
    quote!(#size #(#dependents)*)
}

/// The statement that checks `dependentRequired`: of one property, whether it is there, and the others that
/// it requires, each with whether it is there.
fn requires(
    property: &str,
    is_there: &TokenStream,
    others: Vec<TokenStream>,
) -> Option<TokenStream> {
    (!others.is_empty()).then(|| quote!(check.requires(#property, #is_there, &[#(#others),*]);))
}

/// How many properties an object has.
fn count(item: &Struct) -> TokenStream {
    let (always, others): (Vec<&Field>, Vec<&Field>) = item
        .fields
        .iter()
        .partition(|field| field.presence.is_required());
    let mut counts = Vec::new();
    if !others.is_empty() {
        let others = others.iter().map(|field| ident(&field.name));
        counts.push(
            quote!([#(self.#others.is_some()),*].into_iter().filter(|is_there| *is_there).count()),
        );
    }
    if !always.is_empty() {
        let always = Literal::usize_unsuffixed(always.len());
        counts.push(quote!(#always));
    }
    counts.extend(item.additional.iter().map(|(name, _)| {
        let name = ident(name);
        quote!(self.#name.len())
    }));
    quote!(#(#counts)+*)
}

/// Whether a property is there, as an expression; none where nothing keeps it.
fn presence(item: &Struct, property: &str) -> Option<TokenStream> {
    let Some(field) = item.fields.iter().find(|field| field.wire == property) else {
        let (name, _) = item.additional.as_ref()?;
        let name = ident(name);
        return Some(quote!(self.#name.contains_key(#property)));
    };
    let name = ident(&field.name);
    Some(if field.presence.is_required() {
        quote!(true)
    } else {
        quote!(self.#name.is_some())
    })
}

/// The statements that check a union: each variant what it holds.
pub(super) fn of_union(item: &Union) -> TokenStream {
    let checked = item.variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let value = Place::reference(quote!(value));
        let inner = statements(&variant.checks, &value, &At::Here);
        (quote!(Self::#name(value)), inner)
    });
    let checked: Vec<(TokenStream, TokenStream)> = checked.collect();
    let variants = by_variant(&quote!(self), &checked, item.other.is_none());
    let keywords = of_itself(&item.keywords);
    quote!(#keywords #variants)
}

/// The statement that checks a struct or a union as it is in JSON.
fn of_itself(keywords: &[Keyword]) -> Option<TokenStream> {
    let call = by_keywords(keywords, &quote!(self))?;
    Some(quote!(check #call;))
}

/// The statement that checks what the variants of an enum hold: each with its pattern and its
/// statements. `are_all` says whether there are no other variants.
pub(super) fn by_variant(
    value: &TokenStream,
    variants: &[(TokenStream, TokenStream)],
    are_all: bool,
) -> TokenStream {
    let checked: Vec<_> = variants
        .iter()
        .filter(|(_, inner)| !inner.is_empty())
        .collect();
    let is_whole = are_all && checked.len() == variants.len();
    match checked.as_slice() {
        [] => quote!(),
        [(pattern, inner)] if !is_whole => quote!(if let #pattern = #value { #inner }),
        several => {
            let arms = several
                .iter()
                .map(|(pattern, inner)| quote!(#pattern => { #inner }));
            let others = (!is_whole).then(|| quote!(_ => {}));
            quote!(match #value { #(#arms)* #others })
        }
    }
}

/// The `impl` of `Validate` with some statements. Where there are none, values of the type are made of
/// others that have nothing to check.
pub(super) fn implementation(name: &str, statements: TokenStream) -> Code {
    let check = if statements.is_empty() {
        quote!(_)
    } else {
        quote!(check)
    };
    let method = quote!(
        fn check(&self, #check: &mut Checker<'_>) {
            #statements
        }
    );
    block(&format!("impl Validate for {name}"), vec![method])
}

/// The statements that check a list or a mapping that is a struct, as it holds itself.
pub(super) fn of_newtype(item: &Named) -> TokenStream {
    statements(&item.checks, &Place::of(quote!(self.0)), &At::Here)
}
