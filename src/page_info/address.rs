//! The address of a page, read once by the URL Standard: for fields, layouts, site memory and classifier alike.

use url::{Position, Url};

/// An absolute address with a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
}

impl Address {
    /// Reads an address. Without a scheme it counts only if it begins with a domain that exists
    /// (`example.com/a`): what a page or a user writes may also be a path or a file's name. `None` for
    /// anything else.
    ///
    /// ```
    /// use tamis::page_info::address::Address;
    ///
    /// let address = Address::parse("HTTPS://www.Example.co.uk:8080/2019/05/12/soup?page=2").unwrap();
    /// assert_eq!(address.host(), "example.co.uk");
    /// assert_eq!(address.brand(), "example");
    /// assert_eq!(address.day().as_deref(), Some("2019-05-12"));
    /// assert_eq!(Address::parse("/2019/05/12/soup"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let url = if text.contains("://") {
            Url::parse(text)
        } else if text.starts_with("//") {
            Url::parse(&format!("https:{text}"))
        } else {
            let host = text.split(['/', '?', '#', ':']).next()?;
            let is_known = psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known());
            if !is_known || !host.contains('.') {
                return None;
            }
            Url::parse(&format!("https://{text}"))
        };
        url.ok().filter(|url| url.host_str().is_some_and(|host| !host.is_empty())).map(|url| Self { url })
    }

    /// The host: lower case, without `www.`, port and user.
    pub fn host(&self) -> &str {
        let host = self.url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host)
    }

    /// The label of the host that people know the site by: the one before the public suffix
    /// (<https://publicsuffix.org>).
    pub fn brand(&self) -> &str {
        let host = self.host();
        let domain = psl::domain_str(host).unwrap_or(host);
        domain.split('.').next().unwrap_or(domain)
    }

    /// The path, as the standard writes it: percent-encoded, and never empty.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// True when something stands behind `?` or `#`.
    pub fn has_query(&self) -> bool {
        let behind = [self.url.query(), self.url.fragment()];
        behind.into_iter().flatten().any(|part| !part.is_empty())
    }

    /// The day that the path names as `/20190512` or `/2019/5/12`, as an ISO date.
    pub fn day(&self) -> Option<String> {
        let mut parts = self.path().split('/').skip(1);
        while let Some(part) = parts.next() {
            let n_digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let digits = &part[..n_digits];
            if n_digits >= 8 && (digits.starts_with("19") || digits.starts_with("20")) {
                return Some(format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..8]));
            }
            if n_digits == 4 && part.len() == 4 {
                let month: u32 = parts.next()?.parse().ok()?;
                let day: u32 = parts.next()?.parse().ok()?;
                return Some(format!("{digits}-{month:02}-{day:02}"));
            }
        }
        None
    }

    /// The whole address, as the standard writes it.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// `other` made whole by this address; as it is where it is whole already, or cannot be made so.
    pub fn whole(&self, other: &str) -> String {
        if other.contains("://") {
            other.to_owned()
        } else if other.starts_with("//") {
            format!("{}:{other}", self.url.scheme())
        } else if other.starts_with('/') {
            // As the page wrote it: joining would percent-encode it.
            format!("{}{other}", &self.url[..Position::BeforePath])
        } else {
            self.url.join(other).map_or_else(|_| other.to_owned(), String::from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn hosts_are_plain() {
        let host = |text: &str| Address::parse(text).map(|address| address.host().to_owned());
        assert_eq!(host("https://user:word@WWW.Example.org:80/a?b").as_deref(), Some("example.org"));
        assert_eq!(host("example.org/a").as_deref(), Some("example.org"));
        assert_eq!(host("//example.org").as_deref(), Some("example.org"));
        for other in ["", "/a", "page.html", "a/b", "mailto:a@example.org", "https://", "C:\\pages\\a.htm"] {
            assert_eq!(host(other), None, "{other}");
        }
    }

    #[test]
    fn brands_stand_before_the_public_suffix() {
        let brand = |text: &str| Address::parse(text).unwrap().brand().to_owned();
        assert_eq!(brand("https://news.example.co.uk/"), "example");
        assert_eq!(brand("https://example.org/"), "example");
        assert_eq!(brand("https://example.com.br/"), "example");
        assert_eq!(brand("https://localhost/"), "localhost");
    }

    #[test]
    fn days_stand_in_the_path() {
        let day = |text: &str| Address::parse(text).unwrap().day();
        assert_eq!(day("https://example.org/20190512-soup").as_deref(), Some("2019-05-12"));
        assert_eq!(day("https://example.org/a/2019/5/2/soup").as_deref(), Some("2019-05-02"));
        assert_eq!(day("https://example.org/2019/soup"), None);
        assert_eq!(day("https://example.org/soup?20190512"), None);
    }

    #[test]
    fn addresses_are_made_whole() {
        let page = Address::parse("https://example.org/food/soup").unwrap();
        assert_eq!(page.whole("/a.jpg"), "https://example.org/a.jpg");
        assert_eq!(page.whole("a.jpg"), "https://example.org/food/a.jpg");
        assert_eq!(page.whole("//cdn.example.org/a.jpg"), "https://cdn.example.org/a.jpg");
        assert_eq!(page.whole("http://other.org/ä"), "http://other.org/ä");
        assert_eq!(page.whole("data:image/png;base64,AA"), "data:image/png;base64,AA");
    }
}
