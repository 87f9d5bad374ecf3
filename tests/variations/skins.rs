//! Frames of pages: what a site puts around its articles.

use super::prose::Story;

/// How many frames there are.
pub(super) const N_SKINS: usize = 8;

/// A whole page: `body` is the article's own markup, in the frame with the number `skin`.
pub(super) fn page(skin: usize, story: &Story, head: &str, body: &str) -> String {
    let Story { lang, title, frame, teasers, .. } = story;
    let [home, news, contact, search, share, more, legal] = frame;
    let list = |class: &str| -> String {
        teasers
            .iter()
            .enumerate()
            .map(|(n, teaser)| format!("<li class='{class}'><a href='/{n}'>{teaser}</a></li>"))
            .collect()
    };
    let links = format!("<a href='/'>{home}</a> <a href='/news'>{news}</a> <a href='/contact'>{contact}</a>");
    let head = format!(
        "<!DOCTYPE html><html lang={lang}><head><meta charset=utf-8><title>{title}</title>{head}</head>"
    );
    let inner = match skin % N_SKINS {
        0 => format!("<body><h1>{title}</h1>{body}</body>"),
        1 => format!(
            "<body><header><nav><ul><li>{links}</li></ul></nav></header><main><article><h1>{title}</h1>{body}</article>\
             <aside><h2>{more}</h2><ul>{}</ul></aside></main><footer><p>{legal}</p></footer></body>",
            list("")
        ),
        2 => format!(
            "<body class='post-template single'><div id='page' class='site'><div class='site-header'><div class='menu'>{links}</div></div>\
             <div id='content' class='site-content'><div class='post hentry'><h1 class='entry-title'>{title}</h1>\
             <div class='entry-content'>{body}</div><div class='sharedaddy'>{share}</div></div>\
             <div class='widget-area'><div class='widget'><h2 class='widget-title'>{more}</h2><ul>{}</ul></div></div></div>\
             <div class='site-footer'>{legal}</div></div></body>",
            list("post-link")
        ),
        3 => format!(
            "<body class='bg-white antialiased'><div class='flex px-4 py-2'>{links}</div><div class='mx-auto max-w-2xl'>\
             <h1 class='text-3xl font-bold'>{title}</h1><div class='mt-6 prose leading-7'>{body}</div></div>\
             <div class='grid grid-cols-3 gap-4'><ul>{}</ul></div><div class='text-sm text-gray-500'>{legal}</div></body>",
            list("font-medium")
        ),
        4 => format!(
            "<body bgcolor=white><table width='100%'><tr><td colspan=2>{links}</td></tr><tr><td width=160 valign=top><ul>{}</ul></td>\
             <td valign=top><h1>{title}</h1>{body}</td></tr><tr><td colspan=2 align=center>{legal}</td></tr></table></body>",
            list("nav")
        ),
        5 => format!(
            "<body><div class='layout'><div class='layout__sidebar'><ul>{}</ul><form><input name=q><button>{search}</button></form></div>\
             <div class='layout__main'><div class='story'><div class='story__header'><h1>{title}</h1></div>\
             <div class='story__body'>{body}</div></div></div></div></body>",
            list("teaser__item")
        ),
        6 => format!(
            "<body class='node-type-article'><div class='region region-header'>{links}</div><div class='region region-content'>\
             <div class='node node--full clearfix'><h1 class='page-title'>{title}</h1><div class='node__content'>\
             <div class='field field--name-body'>{body}</div></div></div></div><div class='region region-footer'><p>{legal}</p>\
             <ul class='menu'>{}</ul></div></body>",
            list("leaf")
        ),
        _ => format!(
            "<body><div class='hdr'><div class='logo'>{home}</div>{links}</div><div class='wrap'><div class='col-md-8'><h1>{title}</h1>\
             {body}<div class='soc'><a href='#f'>Facebook</a><a href='#x'>X</a></div></div><div class='col-md-4'><h3>{more}</h3>\
             <ul>{}</ul></div></div><div class='ftr'>{legal}</div></body>",
            list("item")
        ),
    };
    head + &inner + "</html>"
}
