//! Family names, by which a whole name is told where no capitals or no second word tell it.

use super::super::person::is_compact;

/// True for a name of two to four words that begins with one of the family names of most Vietnamese.
pub(super) fn is_vietnamese(name: &str) -> bool {
    #[rustfmt::skip]
    const FAMILIES: [&str; 32] = [
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
        "Đinh", "Đào", "Mai", "Trịnh", "Lưu", "Tạ", "Cao", "Châu", "Hà", "Tô", "Quách", "Đoàn", "Lương", "Vương", "Thái", "Tống",
    ];
    let mut words = name.split_whitespace();
    words.next().is_some_and(|first| FAMILIES.contains(&first)) && matches!(words.count(), 1..=3)
}

/// True for three syllables of which the first is a family name that most Koreans have.
pub(super) fn is_korean_name(name: &str) -> bool {
    const FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송전홍류유고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길";
    /// Words for parts of a page that begin as names do.
    const OTHERS: [&str; 6] = ["이미지", "조회수", "이야기", "전체글", "주간지", "오늘의"];
    is_compact(name)
        && name.chars().count() == 3
        && name.starts_with(|first| FAMILIES.contains(first))
        && !OTHERS.contains(&name)
}

/// True for three letters of Chinese of which the first is such a name, where the last is not that of a paper or place.
pub(super) fn is_chinese_name(name: &str) -> bool {
    const OTHERS: &str = "网網報报社台部局界区區县縣省市院校會会版络";
    is_compact(name)
        && name.chars().count() == 3
        && begins_chinese_name(name)
        && !name.ends_with(|last| OTHERS.contains(last))
}

/// True for a text whose first letter is a family name that most Chinese have.
pub(super) fn begins_chinese_name(text: &str) -> bool {
    const FAMILIES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊陆郝孔崔康毛邱秦史顾侯邵孟段雷钱汤尹黎乔贺赖龚張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鍾";
    text.starts_with(|first| FAMILIES.contains(first))
}
