//! The insertion mode "in body", where nearly all of a page happens.

use super::stack::{DD_NEAR, LI_IN_SCOPE, LI_NEAR, P_IN_SCOPE};
use super::{Builder, Mode, NIL, Step, TextKind, Token};
use crate::html::dom::{Namespace, TextSpan};
use crate::html::tag::{Tag, TagProps};
use crate::html::tokenizer::{Content, StartTag};

impl Builder<'_, '_> {
    /// The "in body" insertion mode.
    ///
    /// § 13.2.6.4.7 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody>
    #[inline]
    pub(super) fn in_body(&mut self, token: Token) -> Step {
        match token {
            Token::Text(text, kind) => {
                self.in_body_text(text, kind);
                Step::Done
            }
            Token::Start(tag) => self.in_body_start(tag),
            Token::End(name) => self.in_body_end(name),
            Token::Null | Token::Comment => Step::Done,
            Token::Eof => {
                if self.template_modes.is_empty() {
                    return Step::Done;
                }
                self.in_template_mode(token)
            }
        }
    }

    #[inline]
    pub(super) fn in_body_text(&mut self, text: TextSpan, kind: TextKind) {
        self.reopen_formatting();
        if self.frameset_ok && self.has_visible(text, kind) {
            self.frameset_ok = false;
        }
        self.insert_text(text);
    }

    /// Start tags, in the order of the standard; what is rare on pages is in the next function.
    ///
    /// § 13.2.6.4.7 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody>
    pub(super) fn in_body_start(&mut self, tag: StartTag) -> Step {
        match Tag::from_index(tag.name) {
            Tag::SCRIPT
            | Tag::STYLE
            | Tag::META
            | Tag::LINK
            | Tag::TITLE
            | Tag::BASE
            | Tag::BASEFONT
            | Tag::BGSOUND
            | Tag::NOFRAMES
            | Tag::TEMPLATE => return self.in_head(Token::Start(tag)),
            Tag::ADDRESS
            | Tag::ARTICLE
            | Tag::ASIDE
            | Tag::BLOCKQUOTE
            | Tag::CENTER
            | Tag::DETAILS
            | Tag::DIALOG
            | Tag::DIR
            | Tag::DIV
            | Tag::DL
            | Tag::FIELDSET
            | Tag::FIGCAPTION
            | Tag::FIGURE
            | Tag::FOOTER
            | Tag::HEADER
            | Tag::HGROUP
            | Tag::MAIN
            | Tag::MENU
            | Tag::NAV
            | Tag::OL
            | Tag::P
            | Tag::SEARCH
            | Tag::SECTION
            | Tag::SUMMARY
            | Tag::UL => {
                self.close_p_in_button_scope();
                self.insert(tag);
            }
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                self.close_p_in_button_scope();
                if self.top().props().intersects(TagProps::HEADING) {
                    self.pop();
                }
                self.insert(tag);
            }
            Tag::LI | Tag::DD | Tag::DT => self.start_list_item(tag),
            Tag::A => {
                self.close_open_a();
                self.reopen_formatting();
                self.insert_formatting(tag);
            }
            Tag::B
            | Tag::BIG
            | Tag::CODE
            | Tag::EM
            | Tag::FONT
            | Tag::I
            | Tag::S
            | Tag::SMALL
            | Tag::STRIKE
            | Tag::STRONG
            | Tag::TT
            | Tag::U => {
                self.reopen_formatting();
                self.insert_formatting(tag);
            }
            Tag::TABLE => {
                if !self.in_quirks_mode {
                    self.close_p_in_button_scope();
                }
                self.insert(tag);
                self.frameset_ok = false;
                self.mode = Mode::InTable;
            }
            Tag::AREA | Tag::BR | Tag::EMBED | Tag::IMG | Tag::KEYGEN | Tag::WBR => {
                self.reopen_formatting();
                self.insert_closed(tag);
                self.frameset_ok = false;
            }
            Tag::PARAM | Tag::SOURCE | Tag::TRACK => {
                self.insert_closed(tag);
            }
            Tag::MATH => {
                self.reopen_formatting();
                self.insert_foreign(tag, Namespace::MathMl);
            }
            Tag::SVG => {
                self.reopen_formatting();
                self.insert_foreign(tag, Namespace::Svg);
            }
            _ => return self.in_body_rare_start(tag),
        }
        Step::Done
    }

    /// The other start tags, in the order of the standard.
    ///
    /// § 13.2.6.4.7 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody>
    fn in_body_rare_start(&mut self, tag: StartTag) -> Step {
        match Tag::from_index(tag.name) {
            Tag::HTML => {
                if !self.in_template()
                    && let Some(html) = self.stack.get(0).map(|html| html.node)
                {
                    self.add_attrs_later(html, tag);
                }
            }
            Tag::BODY => {
                if let Some(body) = self.body_node().filter(|_| !self.in_template()) {
                    self.frameset_ok = false;
                    self.add_attrs_later(body, tag);
                }
            }
            Tag::FRAMESET => self.start_frameset(tag),
            Tag::PRE | Tag::LISTING => {
                self.close_p_in_button_scope();
                self.insert(tag);
                self.ignore_line_feed = true;
                self.frameset_ok = false;
            }
            Tag::FORM => {
                if self.form == NIL || self.in_template() {
                    self.close_p_in_button_scope();
                    let form = self.insert(tag);
                    if !self.in_template() {
                        self.form = form;
                    }
                }
            }
            Tag::PLAINTEXT => {
                self.close_p_in_button_scope();
                self.insert(tag);
                return Step::Content(Content::Plaintext);
            }
            Tag::BUTTON => {
                if self.top().has_in_scope(Tag::BUTTON) {
                    self.close_implied();
                    self.pop_until_tag(Tag::BUTTON);
                }
                self.reopen_formatting();
                self.insert(tag);
                self.frameset_ok = false;
            }
            Tag::NOBR => {
                self.reopen_formatting();
                if self.top().has_in_scope(Tag::NOBR) {
                    self.adopt(Tag::NOBR.index() as u32);
                    self.reopen_formatting();
                }
                self.insert_formatting(tag);
            }
            Tag::APPLET | Tag::MARQUEE | Tag::OBJECT => {
                self.reopen_formatting();
                self.insert(tag);
                self.formatting.push_marker();
                self.frameset_ok = false;
            }
            Tag::HR => {
                self.close_p_in_button_scope();
                if self.top().has_in_scope(Tag::SELECT) {
                    self.close_implied();
                }
                self.insert_closed(tag);
                self.frameset_ok = false;
            }
            Tag::IMAGE => return self.in_body(Self::renamed(tag, Tag::IMG)),
            Tag::TEXTAREA => {
                self.ignore_line_feed = true;
                self.frameset_ok = false;
                return self.insert_raw(tag, Content::Rcdata);
            }
            Tag::XMP => {
                self.close_p_in_button_scope();
                self.reopen_formatting();
                self.frameset_ok = false;
                return self.insert_raw(tag, Content::Rawtext);
            }
            Tag::IFRAME => {
                let has_page = self.has_attr(tag, "srcdoc");
                self.tree.unread.frame |= has_page;
                self.frameset_ok = false;
                return self.insert_raw(tag, Content::Rawtext);
            }
            Tag::NOEMBED => return self.insert_raw(tag, Content::Rawtext),
            Tag::INPUT | Tag::SELECT | Tag::OPTION | Tag::OPTGROUP => self.start_form_control(tag),
            Tag::RB | Tag::RTC => {
                if self.top().has_in_scope(Tag::RUBY) {
                    self.close_implied();
                }
                self.insert(tag);
            }
            Tag::RP | Tag::RT => {
                if self.top().has_in_scope(Tag::RUBY) {
                    self.close_implied_except(Tag::RTC.index() as u32);
                }
                self.insert(tag);
            }
            Tag::CAPTION
            | Tag::COL
            | Tag::COLGROUP
            | Tag::FRAME
            | Tag::HEAD
            | Tag::TBODY
            | Tag::TD
            | Tag::TFOOT
            | Tag::TH
            | Tag::THEAD
            | Tag::TR => {}
            _ => {
                self.reopen_formatting();
                self.insert(tag);
            }
        }
        Step::Done
    }

    /// The `<body>` element, if it is where it should be.
    fn body_node(&self) -> Option<u32> {
        self.stack.get(1).filter(|body| body.key == super::Key::html(Tag::BODY)).map(|body| body.node)
    }

    /// A frameset takes the place of a body that has shown nothing yet.
    fn start_frameset(&mut self, tag: StartTag) {
        if !self.frameset_ok {
            return;
        }
        let Some(body) = self.body_node() else { return };
        self.tree.detach(body);
        self.pop_to_len(1);
        self.insert(tag);
        self.mode = Mode::InFrameset;
    }

    fn start_list_item(&mut self, tag: StartTag) {
        self.frameset_ok = false;
        let flags = self.top().flags;
        if Tag::from_index(tag.name) == Tag::LI {
            if flags & LI_NEAR != 0 {
                self.close_implied_except(Tag::LI.index() as u32);
                self.pop_until_tag(Tag::LI);
            }
        } else if flags & DD_NEAR != 0 {
            let is_item = |key: super::Key| matches!(key.html_tag(), Tag::DD | Tag::DT);
            let open = self.stack.entries().iter().rfind(|open| is_item(open.key));
            let name = open.map_or(tag.name, |open| open.key.name());
            self.close_implied_except(name);
            self.pop_until(name);
        }
        self.close_p_in_button_scope();
        self.insert(tag);
    }

    fn start_form_control(&mut self, tag: StartTag) {
        let in_select = self.top().has_in_scope(Tag::SELECT);
        match Tag::from_index(tag.name) {
            Tag::INPUT => {
                if in_select {
                    self.pop_until_tag(Tag::SELECT);
                }
                let is_hidden = self.is_hidden_input(tag);
                self.reopen_formatting();
                self.insert_closed(tag);
                if !is_hidden {
                    self.frameset_ok = false;
                }
                return;
            }
            Tag::SELECT => {
                if in_select {
                    self.pop_until_tag(Tag::SELECT);
                } else {
                    self.reopen_formatting();
                    self.insert(tag);
                    self.frameset_ok = false;
                }
                return;
            }
            Tag::OPTION if in_select => self.close_implied_except(Tag::OPTGROUP.index() as u32),
            _ if in_select => self.close_implied(),
            _ if self.top_is(Tag::OPTION) => {
                self.pop();
            }
            _ => {}
        }
        self.reopen_formatting();
        self.insert(tag);
    }

    /// End tags, in the order of the standard.
    ///
    /// § 13.2.6.4.7 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody>
    pub(super) fn in_body_end(&mut self, name: u32) -> Step {
        let tag = Tag::from_index(name);
        match tag {
            Tag::TEMPLATE => return self.in_head(Token::End(name)),
            Tag::BODY => {
                if self.top().has_in_scope(Tag::BODY) {
                    self.mode = Mode::AfterBody;
                }
            }
            Tag::HTML => {
                if self.top().has_in_scope(Tag::BODY) {
                    return Step::Again(Mode::AfterBody);
                }
            }
            Tag::ADDRESS
            | Tag::ARTICLE
            | Tag::ASIDE
            | Tag::BLOCKQUOTE
            | Tag::BUTTON
            | Tag::CENTER
            | Tag::DETAILS
            | Tag::DIALOG
            | Tag::DIR
            | Tag::DIV
            | Tag::DL
            | Tag::FIELDSET
            | Tag::FIGCAPTION
            | Tag::FIGURE
            | Tag::FOOTER
            | Tag::HEADER
            | Tag::HGROUP
            | Tag::LISTING
            | Tag::MAIN
            | Tag::MENU
            | Tag::NAV
            | Tag::OL
            | Tag::PRE
            | Tag::SEARCH
            | Tag::SECTION
            | Tag::SELECT
            | Tag::SUMMARY
            | Tag::UL => {
                if self.top().has_in_scope(tag) {
                    self.close_implied();
                    self.pop_until(name);
                }
            }
            Tag::FORM => self.end_form(),
            Tag::P => {
                if self.top().flags & P_IN_SCOPE == 0 {
                    self.insert_implied(Tag::P);
                }
                self.close_p();
            }
            Tag::LI => {
                if self.top().flags & LI_IN_SCOPE != 0 {
                    self.close_implied_except(name);
                    self.pop_until(name);
                }
            }
            Tag::DD | Tag::DT => {
                if self.top().has_in_scope(tag) {
                    self.close_implied_except(name);
                    self.pop_until(name);
                }
            }
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                if self.top().has_in_scope(Tag::H1) {
                    self.close_implied();
                    self.pop_until_heading();
                }
            }
            Tag::A
            | Tag::B
            | Tag::BIG
            | Tag::CODE
            | Tag::EM
            | Tag::FONT
            | Tag::I
            | Tag::NOBR
            | Tag::S
            | Tag::SMALL
            | Tag::STRIKE
            | Tag::STRONG
            | Tag::TT
            | Tag::U => self.adopt(name),
            Tag::APPLET | Tag::MARQUEE | Tag::OBJECT => {
                if self.top().has_in_scope(tag) {
                    self.close_implied();
                    self.pop_until(name);
                    self.formatting.clear_to_marker();
                }
            }
            Tag::BR => return self.in_body(Token::Start(super::implied(Tag::BR))),
            _ => self.end_any_other(name),
        }
        Step::Done
    }

    fn pop_until_heading(&mut self) {
        while let Some(popped) = self.pop() {
            if popped.props().intersects(TagProps::HEADING) {
                break;
            }
        }
    }

    fn end_form(&mut self) {
        if self.in_template() {
            if self.top().has_in_scope(Tag::FORM) {
                self.close_implied();
                self.pop_until_tag(Tag::FORM);
            }
            return;
        }
        let form = std::mem::replace(&mut self.form, NIL);
        if form == NIL || !self.top().has_in_scope(Tag::FORM) {
            return;
        }
        let Some(index) = self.stack.index_of(form) else { return };
        if self.is_in_scope(index) {
            self.close_implied();
            self.remove_from_stack(form);
        }
    }
}
