//! The insertion modes around the body: head, framesets, templates, and what comes after.

use super::{Builder, Mode, NIL, Step, TextKind, Token};
use crate::html::dom::{ROOT, TextSpan};
use crate::html::tag::Tag;
use crate::html::tokenizer::{Content, StartTag};

impl Builder<'_, '_> {
    /// Hands a token to a mode.
    #[inline]
    pub(super) fn step(&mut self, mode: Mode, token: Token) -> Step {
        #[cfg(test)]
        if self.breaks_rows && mode == Mode::InRow {
            return self.in_body(token);
        }
        match mode {
            Mode::InBody => self.in_body(token),
            Mode::Text => self.in_text(token),
            Mode::InCell => self.in_cell(token),
            Mode::InRow => self.in_row(token),
            Mode::InTableBody => self.in_table_body(token),
            Mode::InTable => self.in_table(token),
            Mode::InTableText => self.in_table_text(token),
            _ => self.rare_step(mode, token),
        }
    }

    fn rare_step(&mut self, mode: Mode, token: Token) -> Step {
        match mode {
            Mode::Initial => self.initial(token),
            Mode::BeforeHtml => self.before_html(token),
            Mode::BeforeHead => self.before_head(token),
            Mode::InHead => self.in_head(token),
            Mode::InHeadNoscript => self.in_head_noscript(token),
            Mode::AfterHead => self.after_head(token),
            Mode::InCaption => self.in_caption(token),
            Mode::InColumnGroup => self.in_column_group(token),
            Mode::InTemplate => self.in_template_mode(token),
            Mode::AfterBody => self.after_body(token),
            Mode::InFrameset => self.in_frameset(token),
            Mode::AfterFrameset => self.after_frameset(token),
            Mode::AfterAfterBody => self.after_after_body(token),
            Mode::AfterAfterFrameset => self.after_after_frameset(token),
            Mode::InBody => self.in_body(token),
            Mode::Text => self.in_text(token),
            Mode::InCell => self.in_cell(token),
            Mode::InRow => self.in_row(token),
            Mode::InTableBody => self.in_table_body(token),
            Mode::InTable => self.in_table(token),
            Mode::InTableText => self.in_table_text(token),
        }
    }

    /// The "initial" insertion mode.
    ///
    /// § 13.2.6.4.1 <https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode>
    fn initial(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => Step::Split,
            Token::Text(_, TextKind::Space) | Token::Comment => Step::Done,
            _ => {
                self.in_quirks_mode = true;
                Step::Again(Mode::BeforeHtml)
            }
        }
    }

    /// The "before html" insertion mode.
    ///
    /// § 13.2.6.4.2 <https://html.spec.whatwg.org/multipage/parsing.html#the-before-html-insertion-mode>
    fn before_html(&mut self, token: Token) -> Step {
        match token {
            Token::Comment | Token::Text(_, TextKind::Space) => return Step::Done,
            Token::Text(_, TextKind::Any) => return Step::Split,
            Token::Start(tag) if Tag::from_index(tag.name) == Tag::HTML => {
                self.insert_root(tag);
                self.mode = Mode::BeforeHead;
                return Step::Done;
            }
            Token::End(name) if !is_head_ender(name) => return Step::Done,
            _ => {}
        }
        self.insert_root(super::implied(Tag::HTML));
        Step::Again(Mode::BeforeHead)
    }

    fn insert_root(&mut self, tag: StartTag) {
        let node =
            self.tree.add_element(tag.name, crate::html::dom::Namespace::Html, tag.attr_start, tag.n_attrs);
        self.tree.append(ROOT, node);
        self.stack.push(node, super::Key::html(Tag::HTML));
    }

    /// The "before head" insertion mode.
    ///
    /// § 13.2.6.4.3 <https://html.spec.whatwg.org/multipage/parsing.html#the-before-head-insertion-mode>
    fn before_head(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => return Step::Split,
            Token::Text(_, TextKind::Space) | Token::Comment => return Step::Done,
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::HTML => return self.in_body(token),
                Tag::HEAD => {
                    self.head = self.insert(tag);
                    self.mode = Mode::InHead;
                    return Step::Done;
                }
                _ => {}
            },
            Token::End(name) if !is_head_ender(name) => return Step::Done,
            _ => {}
        }
        self.head = self.insert_implied(Tag::HEAD);
        Step::Again(Mode::InHead)
    }

    /// The "in head" insertion mode.
    ///
    /// § 13.2.6.4.4 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead>
    pub(super) fn in_head(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => return Step::Split,
            Token::Text(text, TextKind::Space) => {
                self.insert_text(text);
                return Step::Done;
            }
            Token::Comment => return Step::Done,
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::HTML => return self.in_body(token),
                Tag::BASE | Tag::BASEFONT | Tag::BGSOUND | Tag::LINK | Tag::META => {
                    self.insert_closed(tag);
                    return Step::Done;
                }
                Tag::TITLE => return self.insert_raw(tag, Content::Rcdata),
                Tag::NOSCRIPT => {
                    self.insert(tag);
                    self.mode = Mode::InHeadNoscript;
                    return Step::Done;
                }
                Tag::NOFRAMES | Tag::STYLE => return self.insert_raw(tag, Content::Rawtext),
                Tag::SCRIPT => return self.insert_raw(tag, Content::Script),
                Tag::TEMPLATE => {
                    self.formatting.push_marker();
                    self.frameset_ok = false;
                    self.mode = Mode::InTemplate;
                    self.template_modes.push(Mode::InTemplate);
                    self.insert(tag);
                    self.note_template(tag);
                    return Step::Done;
                }
                Tag::HEAD => return Step::Done,
                _ => {}
            },
            Token::End(name) => match Tag::from_index(name) {
                Tag::HEAD => {
                    self.pop();
                    self.mode = Mode::AfterHead;
                    return Step::Done;
                }
                Tag::BODY | Tag::HTML | Tag::BR => {}
                Tag::TEMPLATE => {
                    self.end_template();
                    return Step::Done;
                }
                _ => return Step::Done,
            },
            Token::Null | Token::Text(..) | Token::Eof => {}
        }
        self.pop();
        Step::Again(Mode::AfterHead)
    }

    fn end_template(&mut self) {
        if !self.in_template() {
            return;
        }
        self.close_implied_thoroughly();
        self.pop_until_tag(Tag::TEMPLATE);
        self.formatting.clear_to_marker();
        self.template_modes.pop();
        self.mode = self.reset_mode();
    }

    /// Inserts an element whose content is raw text.
    pub(super) fn insert_raw(&mut self, tag: StartTag, content: Content) -> Step {
        self.insert(tag);
        self.original_mode = self.mode;
        self.mode = Mode::Text;
        Step::Content(content)
    }

    /// The "in head noscript" insertion mode.
    ///
    /// § 13.2.6.4.5 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inheadnoscript>
    fn in_head_noscript(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => return Step::Split,
            Token::Text(_, TextKind::Space) | Token::Comment => return self.in_head(token),
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::HTML => return self.in_body(token),
                Tag::BASEFONT | Tag::BGSOUND | Tag::LINK | Tag::META | Tag::NOFRAMES | Tag::STYLE => {
                    return self.in_head(token);
                }
                Tag::HEAD | Tag::NOSCRIPT => return Step::Done,
                _ => {}
            },
            Token::End(name) => match Tag::from_index(name) {
                Tag::NOSCRIPT => {
                    self.pop();
                    self.mode = Mode::InHead;
                    return Step::Done;
                }
                Tag::BR => {}
                _ => return Step::Done,
            },
            Token::Null | Token::Text(..) | Token::Eof => {}
        }
        self.pop();
        Step::Again(Mode::InHead)
    }

    /// The "after head" insertion mode.
    ///
    /// § 13.2.6.4.6 <https://html.spec.whatwg.org/multipage/parsing.html#the-after-head-insertion-mode>
    fn after_head(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => return Step::Split,
            Token::Text(text, TextKind::Space) => {
                self.insert_text(text);
                return Step::Done;
            }
            Token::Comment => return Step::Done,
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::HTML => return self.in_body(token),
                Tag::BODY => {
                    self.insert(tag);
                    self.frameset_ok = false;
                    self.mode = Mode::InBody;
                    return Step::Done;
                }
                Tag::FRAMESET => {
                    self.insert(tag);
                    self.mode = Mode::InFrameset;
                    return Step::Done;
                }
                Tag::BASE
                | Tag::BASEFONT
                | Tag::BGSOUND
                | Tag::LINK
                | Tag::META
                | Tag::NOFRAMES
                | Tag::SCRIPT
                | Tag::STYLE
                | Tag::TEMPLATE
                | Tag::TITLE => return self.back_in_head(token),
                Tag::HEAD => return Step::Done,
                _ => {}
            },
            Token::End(name) => match Tag::from_index(name) {
                Tag::TEMPLATE => return self.in_head(token),
                Tag::BODY | Tag::HTML | Tag::BR => {}
                _ => return Step::Done,
            },
            Token::Null | Token::Text(..) | Token::Eof => {}
        }
        self.insert_implied(Tag::BODY);
        Step::Again(Mode::InBody)
    }

    /// What belongs in the head and came too late still goes there.
    fn back_in_head(&mut self, token: Token) -> Step {
        let head = self.head;
        if head == NIL {
            return Step::Done;
        }
        self.stack.push(head, super::Key::html(Tag::HEAD));
        let step = self.in_head(token);
        self.remove_from_stack(head);
        step
    }

    /// The mode inside elements of raw text: text, and then the end tag.
    ///
    /// § 13.2.6.4.8 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-incdata>
    fn in_text(&mut self, token: Token) -> Step {
        match token {
            Token::Text(text, _) => {
                self.insert_raw_text(text);
                Step::Done
            }
            Token::Eof => {
                self.pop();
                Step::Again(self.original_mode)
            }
            Token::End(_) => {
                self.pop();
                self.mode = self.original_mode;
                Step::Done
            }
            Token::Null | Token::Comment | Token::Start(_) => Step::Done,
        }
    }

    fn insert_raw_text(&mut self, text: TextSpan) {
        if self.top_is(Tag::SCRIPT) || self.top_is(Tag::STYLE) {
            let node = self.top().node;
            self.tree.add_raw_text(node, text);
        } else {
            if self.top_is(Tag::TITLE) {
                let holds_tag = self.tree.slice(self.source, text).contains('<');
                self.tree.unread.open_title |= holds_tag;
            }
            self.insert_text(text);
        }
    }

    /// The "in template" insertion mode.
    ///
    /// § 13.2.6.4.16 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intemplate>
    pub(super) fn in_template_mode(&mut self, token: Token) -> Step {
        let mode = match token {
            Token::Text(..) | Token::Comment => return self.in_body(token),
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::BASE
                | Tag::BASEFONT
                | Tag::BGSOUND
                | Tag::LINK
                | Tag::META
                | Tag::NOFRAMES
                | Tag::SCRIPT
                | Tag::STYLE
                | Tag::TEMPLATE
                | Tag::TITLE => return self.in_head(token),
                Tag::CAPTION | Tag::COLGROUP | Tag::TBODY | Tag::TFOOT | Tag::THEAD => Mode::InTable,
                Tag::COL => Mode::InColumnGroup,
                Tag::TR => Mode::InTableBody,
                Tag::TD | Tag::TH => Mode::InRow,
                _ => Mode::InBody,
            },
            Token::End(name) if Tag::from_index(name) == Tag::TEMPLATE => return self.in_head(token),
            Token::End(_) | Token::Null => return Step::Done,
            Token::Eof => return self.end_in_template(),
        };
        self.template_modes.pop();
        self.template_modes.push(mode);
        Step::Again(mode)
    }

    fn end_in_template(&mut self) -> Step {
        if !self.in_template() {
            return Step::Done;
        }
        self.pop_until_tag(Tag::TEMPLATE);
        self.formatting.clear_to_marker();
        self.template_modes.pop();
        self.mode = self.reset_mode();
        Step::Again(self.mode)
    }

    /// The "after body" insertion mode.
    ///
    /// § 13.2.6.4.17 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-afterbody>
    fn after_body(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => Step::Split,
            Token::Text(_, TextKind::Space) => self.in_body(token),
            Token::Comment | Token::Eof => Step::Done,
            Token::Start(tag) if Tag::from_index(tag.name) == Tag::HTML => self.in_body(token),
            Token::End(name) if Tag::from_index(name) == Tag::HTML => {
                self.mode = Mode::AfterAfterBody;
                Step::Done
            }
            _ => Step::Again(Mode::InBody),
        }
    }

    /// The "after after body" insertion mode.
    ///
    /// § 13.2.6.4.20 <https://html.spec.whatwg.org/multipage/parsing.html#the-after-after-body-insertion-mode>
    fn after_after_body(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => Step::Split,
            Token::Text(_, TextKind::Space) => self.in_body(token),
            Token::Comment | Token::Eof => Step::Done,
            Token::Start(tag) if Tag::from_index(tag.name) == Tag::HTML => self.in_body(token),
            _ => Step::Again(Mode::InBody),
        }
    }

    /// The "in frameset" insertion mode.
    ///
    /// § 13.2.6.4.18 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inframeset>
    fn in_frameset(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => return Step::Split,
            Token::Text(text, TextKind::Space) => self.insert_text(text),
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::HTML => return self.in_body(token),
                Tag::FRAMESET => {
                    self.insert(tag);
                }
                Tag::FRAME => {
                    self.insert_closed(tag);
                }
                Tag::NOFRAMES => return self.in_head(token),
                _ => {}
            },
            Token::End(name) if Tag::from_index(name) == Tag::FRAMESET && self.stack.len() > 1 => {
                self.pop();
                if !self.top_is(Tag::FRAMESET) {
                    self.mode = Mode::AfterFrameset;
                }
            }
            _ => {}
        }
        Step::Done
    }

    /// The "after frameset" insertion mode.
    ///
    /// § 13.2.6.4.19 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-afterframeset>
    fn after_frameset(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => return Step::Split,
            Token::Text(text, TextKind::Space) => self.insert_text(text),
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::HTML => return self.in_body(token),
                Tag::NOFRAMES => return self.in_head(token),
                _ => {}
            },
            Token::End(name) if Tag::from_index(name) == Tag::HTML => {
                self.mode = Mode::AfterAfterFrameset;
            }
            _ => {}
        }
        Step::Done
    }

    /// The "after after frameset" insertion mode.
    ///
    /// § 13.2.6.4.21 <https://html.spec.whatwg.org/multipage/parsing.html#the-after-after-frameset-insertion-mode>
    fn after_after_frameset(&mut self, token: Token) -> Step {
        match token {
            Token::Text(_, TextKind::Any) => Step::Split,
            Token::Text(_, TextKind::Space) => self.in_body(token),
            Token::Start(tag) => match Tag::from_index(tag.name) {
                Tag::HTML => self.in_body(token),
                Tag::NOFRAMES => self.in_head(token),
                _ => Step::Done,
            },
            _ => Step::Done,
        }
    }
}

/// End tags that mean something before there is a head.
fn is_head_ender(name: u32) -> bool {
    matches!(Tag::from_index(name), Tag::HEAD | Tag::BODY | Tag::HTML | Tag::BR)
}
