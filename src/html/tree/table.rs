//! The insertion modes of tables: "in table" to "in cell".

use super::stack::Key;
use super::{Builder, Mode, Step, TextKind, Token};
use crate::html::tag::{Tag, TagProps};
use crate::html::tokenizer::StartTag;

impl Builder<'_, '_> {
    /// The "in table" insertion mode.
    ///
    /// § 13.2.6.4.9 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intable>
    pub(super) fn in_table(&mut self, token: Token) -> Step {
        match token {
            Token::Null | Token::Text(..) => self.table_characters(token),
            Token::Comment => Step::Done,
            Token::Start(tag) => self.in_table_start(tag),
            Token::End(name) => self.in_table_end(name),
            Token::Eof => self.in_body(token),
        }
    }

    /// Text in a table waits until it is known whether there is more to it than white space.
    fn table_characters(&mut self, token: Token) -> Step {
        if self.top().props().intersects(TagProps::FOSTER) {
            self.original_mode = self.mode;
            return Step::Again(Mode::InTableText);
        }
        self.foster(token)
    }

    /// As in body, but what would go into a table goes before it.
    fn foster(&mut self, token: Token) -> Step {
        self.fosters = true;
        let step = self.in_body(token);
        self.fosters = false;
        step
    }

    fn in_table_start(&mut self, tag: StartTag) -> Step {
        let token = Token::Start(tag);
        match Tag::from_index(tag.name) {
            Tag::CAPTION => {
                self.pop_to_table();
                self.formatting.push_marker();
                self.insert(tag);
                self.mode = Mode::InCaption;
            }
            Tag::COLGROUP => {
                self.pop_to_table();
                self.insert(tag);
                self.mode = Mode::InColumnGroup;
            }
            Tag::COL => {
                self.pop_to_table();
                self.insert_implied(Tag::COLGROUP);
                return Step::Again(Mode::InColumnGroup);
            }
            Tag::TBODY | Tag::TFOOT | Tag::THEAD => {
                self.pop_to_table();
                self.insert(tag);
                self.mode = Mode::InTableBody;
            }
            Tag::TD | Tag::TH | Tag::TR => {
                self.pop_to_table();
                self.insert_implied(Tag::TBODY);
                return Step::Again(Mode::InTableBody);
            }
            Tag::TABLE => {
                if self.top().has_in_table_scope(Tag::TABLE) {
                    self.pop_until_tag(Tag::TABLE);
                    return Step::Again(self.reset_mode());
                }
            }
            Tag::STYLE | Tag::SCRIPT | Tag::TEMPLATE => return self.in_head(token),
            Tag::INPUT => {
                if !self.is_hidden_input(tag) {
                    return self.foster(token);
                }
                self.insert_closed(tag);
            }
            Tag::FORM => {
                if !self.in_template() && self.form == super::NIL {
                    self.form = self.insert_closed(tag);
                }
            }
            _ => return self.foster(token),
        }
        Step::Done
    }

    fn in_table_end(&mut self, name: u32) -> Step {
        let token = Token::End(name);
        match Tag::from_index(name) {
            Tag::TABLE => {
                if self.top().has_in_table_scope(Tag::TABLE) {
                    self.pop_until_tag(Tag::TABLE);
                    self.mode = self.reset_mode();
                }
                Step::Done
            }
            Tag::BODY
            | Tag::CAPTION
            | Tag::COL
            | Tag::COLGROUP
            | Tag::HTML
            | Tag::TBODY
            | Tag::TD
            | Tag::TFOOT
            | Tag::TH
            | Tag::THEAD
            | Tag::TR => Step::Done,
            Tag::TEMPLATE => self.in_head(token),
            _ => self.foster(token),
        }
    }

    /// The "in table text" insertion mode.
    ///
    /// § 13.2.6.4.10 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intabletext>
    pub(super) fn in_table_text(&mut self, token: Token) -> Step {
        match token {
            Token::Null => Step::Done,
            Token::Text(text, _) => {
                self.table_text.push(text);
                Step::Done
            }
            _ => {
                let mut waiting = std::mem::take(self.table_text);
                let is_visible = waiting.iter().any(|&text| self.has_visible(text, TextKind::Any));
                for &text in &waiting {
                    if is_visible {
                        self.foster(Token::Text(text, TextKind::Any));
                    } else {
                        self.insert_text(text);
                    }
                }
                waiting.clear();
                *self.table_text = waiting;
                Step::Again(self.original_mode)
            }
        }
    }

    /// The "in caption" insertion mode.
    ///
    /// § 13.2.6.4.11 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-incaption>
    pub(super) fn in_caption(&mut self, token: Token) -> Step {
        let (name, is_end) = match token {
            Token::Start(tag) => (Tag::from_index(tag.name), false),
            Token::End(name) => (Tag::from_index(name), true),
            _ => return self.in_body(token),
        };
        let ends_caption = if is_end {
            matches!(name, Tag::TABLE | Tag::CAPTION)
        } else {
            matches!(
                name,
                Tag::CAPTION
                    | Tag::COL
                    | Tag::COLGROUP
                    | Tag::TBODY
                    | Tag::TD
                    | Tag::TFOOT
                    | Tag::TH
                    | Tag::THEAD
                    | Tag::TR
            )
        };
        if ends_caption {
            if !self.top().has_in_table_scope(Tag::CAPTION) {
                return Step::Done;
            }
            self.close_implied();
            self.pop_until_tag(Tag::CAPTION);
            self.formatting.clear_to_marker();
            if is_end && name == Tag::CAPTION {
                self.mode = Mode::InTable;
                return Step::Done;
            }
            return Step::Again(Mode::InTable);
        }
        let is_ignored = is_end
            && matches!(
                name,
                Tag::BODY
                    | Tag::COL
                    | Tag::COLGROUP
                    | Tag::HTML
                    | Tag::TBODY
                    | Tag::TD
                    | Tag::TFOOT
                    | Tag::TH
                    | Tag::THEAD
                    | Tag::TR
            );
        if is_ignored { Step::Done } else { self.in_body(token) }
    }

    /// The "in column group" insertion mode.
    ///
    /// § 13.2.6.4.12 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-incolgroup>
    pub(super) fn in_column_group(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => return Step::Split,
            Token::Text(text, TextKind::Space) => {
                self.insert_text(text);
                return Step::Done;
            }
            Token::Comment => return Step::Done,
            Token::Eof => return self.in_body(token),
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::HTML => return self.in_body(token),
                Tag::COL => {
                    self.insert_closed(tag);
                    return Step::Done;
                }
                Tag::TEMPLATE => return self.in_head(token),
                _ => {}
            },
            Token::End(name) => match Tag::from_index(name) {
                Tag::COLGROUP => {
                    if self.top_is(Tag::COLGROUP) {
                        self.pop();
                        self.mode = Mode::InTable;
                    }
                    return Step::Done;
                }
                Tag::COL => return Step::Done,
                Tag::TEMPLATE => return self.in_head(token),
                _ => {}
            },
            Token::Null | Token::Text(..) => {}
        }
        if self.top_is(Tag::COLGROUP) {
            self.pop();
            return Step::Again(Mode::InTable);
        }
        Step::Done
    }

    /// The "in table body" insertion mode.
    ///
    /// § 13.2.6.4.13 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intbody>
    pub(super) fn in_table_body(&mut self, token: Token) -> Step {
        let (tag, is_end) = match token {
            Token::Start(tag) => (tag, false),
            Token::End(name) => (super::implied(Tag::from_index(name)), true),
            _ => return self.in_table(token),
        };
        match (Tag::from_index(tag.name), is_end) {
            (Tag::TR, false) => {
                self.pop_to_table_body();
                self.insert(tag);
                self.mode = Mode::InRow;
                Step::Done
            }
            (Tag::TH | Tag::TD, false) => {
                self.pop_to_table_body();
                self.insert_implied(Tag::TR);
                Step::Again(Mode::InRow)
            }
            (name @ (Tag::TBODY | Tag::TFOOT | Tag::THEAD), true) => {
                if self.top().has_in_table_scope(name) {
                    self.pop_to_table_body();
                    self.pop();
                    self.mode = Mode::InTable;
                }
                Step::Done
            }
            (Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::TBODY | Tag::TFOOT | Tag::THEAD, false)
            | (Tag::TABLE, true) => {
                // html5ever asks for `table` here, and not for `thead` as the standard does.
                let top = self.top();
                let may_end = [Tag::TABLE, Tag::TBODY, Tag::TFOOT];
                if !may_end.iter().any(|&tag| top.has_in_table_scope(tag)) {
                    return Step::Done;
                }
                self.pop_to_table_body();
                self.pop();
                Step::Again(Mode::InTable)
            }
            (
                Tag::BODY | Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::HTML | Tag::TD | Tag::TH | Tag::TR,
                true,
            ) => Step::Done,
            _ => self.in_table(token),
        }
    }

    /// The "in row" insertion mode.
    ///
    /// § 13.2.6.4.14 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intr>
    pub(super) fn in_row(&mut self, token: Token) -> Step {
        let (tag, is_end) = match token {
            Token::Start(tag) => (tag, false),
            Token::End(name) => (super::implied(Tag::from_index(name)), true),
            _ => return self.in_table(token),
        };
        match (Tag::from_index(tag.name), is_end) {
            (Tag::TH | Tag::TD, false) => {
                self.pop_to_row();
                self.insert(tag);
                self.mode = Mode::InCell;
                self.formatting.push_marker();
                Step::Done
            }
            (Tag::TR, true) => {
                if self.top().has_in_table_scope(Tag::TR) {
                    self.end_row();
                    self.mode = Mode::InTableBody;
                }
                Step::Done
            }
            (
                Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::TBODY | Tag::TFOOT | Tag::THEAD | Tag::TR,
                false,
            )
            | (Tag::TABLE, true) => self.end_row_and(),
            (name @ (Tag::TBODY | Tag::TFOOT | Tag::THEAD), true) => {
                if self.top().has_in_table_scope(name) {
                    return self.end_row_and();
                }
                Step::Done
            }
            (Tag::BODY | Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::HTML | Tag::TD | Tag::TH, true) => {
                Step::Done
            }
            _ => self.in_table(token),
        }
    }

    fn end_row_and(&mut self) -> Step {
        if !self.top().has_in_table_scope(Tag::TR) {
            return Step::Done;
        }
        self.end_row();
        Step::Again(Mode::InTableBody)
    }

    fn end_row(&mut self) {
        self.pop_to_row();
        self.pop();
    }

    /// The "in cell" insertion mode.
    ///
    /// § 13.2.6.4.15 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intd>
    pub(super) fn in_cell(&mut self, token: Token) -> Step {
        let (name, is_end) = match token {
            Token::Start(tag) => (Tag::from_index(tag.name), false),
            Token::End(name) => (Tag::from_index(name), true),
            _ => return self.in_body(token),
        };
        match (name, is_end) {
            (Tag::TD | Tag::TH, true) => {
                if self.top().has_in_table_scope(name) {
                    self.close_implied();
                    self.pop_until_tag(name);
                    self.formatting.clear_to_marker();
                    self.mode = Mode::InRow;
                }
                Step::Done
            }
            (
                Tag::CAPTION
                | Tag::COL
                | Tag::COLGROUP
                | Tag::TBODY
                | Tag::TD
                | Tag::TFOOT
                | Tag::TH
                | Tag::THEAD
                | Tag::TR,
                false,
            ) => {
                let top = self.top();
                if !top.has_in_table_scope(Tag::TD) && !top.has_in_table_scope(Tag::TH) {
                    return Step::Done;
                }
                self.end_cell();
                Step::Again(Mode::InRow)
            }
            (Tag::BODY | Tag::CAPTION | Tag::COL | Tag::COLGROUP | Tag::HTML, true) => Step::Done,
            (Tag::TABLE | Tag::TBODY | Tag::TFOOT | Tag::THEAD | Tag::TR, true) => {
                if !self.top().has_in_table_scope(name) {
                    return Step::Done;
                }
                self.end_cell();
                Step::Again(Mode::InRow)
            }
            _ => self.in_body(token),
        }
    }

    fn end_cell(&mut self) {
        self.close_implied();
        while let Some(popped) = self.pop() {
            if matches!(popped.key.html_tag(), Tag::TD | Tag::TH) {
                break;
            }
        }
        self.formatting.clear_to_marker();
    }

    /// Pops to the next `table`, `template` or `html`.
    fn pop_to_table(&mut self) {
        self.pop_to_any(&[Tag::TABLE, Tag::TEMPLATE, Tag::HTML]);
    }

    fn pop_to_table_body(&mut self) {
        self.pop_to_any(&[Tag::TBODY, Tag::TFOOT, Tag::THEAD, Tag::TEMPLATE, Tag::HTML]);
    }

    fn pop_to_row(&mut self) {
        self.pop_to_any(&[Tag::TR, Tag::TEMPLATE, Tag::HTML]);
    }

    /// Pops until the current node is one of these; `html`, which is always there, is among them.
    fn pop_to_any(&mut self, tags: &[Tag]) {
        while !self.stack.is_empty() && !tags.iter().any(|&tag| self.top().key == Key::html(tag)) {
            self.pop();
        }
    }
}
