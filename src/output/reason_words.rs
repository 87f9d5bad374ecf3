//! The features of the classifier in words that a reader of `explain` knows.
//!
//! Hundreds of figures tell a dozen things. Each feature belongs to one family, and each family has one
//! phrase for a block it speaks for and one for a block it speaks against.

/// Beginnings of the features' names; what it means when they speak for text, and against it. The first
/// family that fits counts.
const FAMILIES: &[(&[&str], &str, &str)] = &[
    // Decided for the whole thread, whatever the forest says of a block.
    (&["CommentThread"], "is a part of readers' comments", "is a part of readers' comments"),
    (&["Sign", "OwnSign"], "looks like the blocks of the text", "looks like the blocks of the side column"),
    (
        &["Copies", "SinceCopy", "WindowCopied", "NewPairs", "WindowNewPairs"],
        "says what the page says nowhere else",
        "says what the page says elsewhere",
    ),
    (
        &["Class", "Attribute", "Path", "Hint", "In"],
        "is named like an article's element",
        "is named like a menu's or a box's element",
    ),
    (
        &["LinkShare", "ParentLink", "GrandparentLink", "GreatGrandparentLink", "Links", "Window3Links"],
        "has few links in and around it",
        "has many links in or around it",
    ),
    (
        &[
            "WordMean",
            "WordMin",
            "WordMax",
            "WordSum",
            "LineOdds",
            "StartOdds",
            "WindowWord",
            "Stops",
            "CommasPerWord",
        ],
        "is worded like prose",
        "is worded like buttons and labels",
    ),
    (
        &["Heading", "SinceHeading", "SectionOdds", "LastHeading"],
        "stands below a heading of the text",
        "stands below a heading such as `Related`",
    ),
    (
        &[
            "ParentScore",
            "Grandparent",
            "GreatGrandparent",
            "Top",
            "Peer",
            "ArticleShare",
            "NArticles",
            "BodyPairs",
        ],
        "lies in the container that holds most of the text",
        "lies outside the container that holds most of the text",
    ),
    (
        &[
            "Window", "Previous", "Next", "Worst", "Best", "Since", "Until", "Run", "Segment", "Group",
            "Blank",
        ],
        "stands among prose",
        "stands among short lines",
    ),
    (
        &[
            "Words", "Bytes", "Ending", "Capital", "Digit", "Symbol", "Starts", "Bullet", "Markup", "List",
            "Level",
        ],
        "is built like a paragraph",
        "is built like a label",
    ),
    (
        &["Position", "WordPosition", "Long", "Lines", "Depth", "Title", "Dates", "Headlines", "Stamps"],
        "stands where texts stand",
        "stands above or below the text",
    ),
    (&["Page", "Description"], "stands on a page of long texts", "stands on a page of short texts"),
];

/// What a feature that adds `merit` to the odds says of a block.
pub fn words(feature: &str, merit: f64) -> &'static str {
    let family = FAMILIES.iter().find(|(starts, ..)| starts.iter().any(|start| feature.starts_with(start)));
    match family {
        Some((_, speaks_for, _)) if merit >= 0.0 => speaks_for,
        Some((.., speaks_against)) => speaks_against,
        None if merit >= 0.0 => "looks like text",
        None => "looks like no text",
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn features_have_words() {
        assert_eq!(words("SignWordOdds", -0.4), "looks like the blocks of the side column");
        assert_eq!(words("LinkShare", 0.2), "has few links in and around it");
        assert_eq!(words("Window8Odds", -0.2), "stands among short lines");
    }
}
