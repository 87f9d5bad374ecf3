//! A page as it arrives: bytes, and what its carrier said of them.

use std::borrow::Cow;

/// How the bytes of a [`Document`] are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum InputKind {
    /// Decide by what the bytes look like.
    #[default]
    Auto,
    /// A web page.
    Html,
    /// A page that some other converter turned into text.
    Text,
}

/// One page as it arrives.
///
/// ```
/// use tamis::Document;
/// let page = Document::html("<p>Hello</p>").with_id("a.html").with_url("https://example.com/a");
/// assert_eq!(page.id, "a.html");
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Document<'a> {
    /// The path as given, or the record's own id; carried to the output.
    pub id: Cow<'a, str>,
    /// Where the page was found, as an absolute address: it breaks ties between layouts, is a feature for the
    /// page-type classifier, and makes relative addresses of the page whole. A blank one counts as none.
    pub url: Option<Cow<'a, str>>,
    /// The `charset` of the HTTP header, if the carrier kept it.
    pub charset: Option<Cow<'a, str>>,
    /// How to read the bytes.
    pub kind: InputKind,
    /// The page itself.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> Document<'a> {
    /// A web page.
    pub fn html(content: impl Into<Content<'a>>) -> Self {
        Self { kind: InputKind::Html, bytes: content.into().0, ..Self::default() }
    }

    /// A flattened page.
    pub fn text(content: impl Into<Content<'a>>) -> Self {
        Self { kind: InputKind::Text, bytes: content.into().0, ..Self::default() }
    }

    /// Bytes of a kind not known.
    pub fn unknown(content: impl Into<Content<'a>>) -> Self {
        Self { kind: InputKind::Auto, bytes: content.into().0, ..Self::default() }
    }

    /// Names the page.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<Cow<'a, str>>) -> Self {
        self.id = id.into();
        self
    }

    /// Tells where the page was found.
    #[must_use]
    pub fn with_url(mut self, url: impl Into<Cow<'a, str>>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Tells the `charset` of the HTTP header.
    #[must_use]
    pub fn with_charset(mut self, charset: impl Into<Cow<'a, str>>) -> Self {
        self.charset = Some(charset.into());
        self
    }
}

/// Bytes or text, borrowed or owned.
#[derive(Debug, Clone)]
pub struct Content<'a>(Cow<'a, [u8]>);

impl<'a> From<&'a str> for Content<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text.as_bytes()))
    }
}

impl<'a> From<&'a [u8]> for Content<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }
}

impl From<String> for Content<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text.into_bytes()))
    }
}

impl From<Vec<u8>> for Content<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Cow::Owned(bytes))
    }
}
