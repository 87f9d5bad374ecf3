//! HTML text to [`Dom`](arena::Dom): the HTML standard and nothing else. Knows no page and no rule.
