//! Towns that bylines name behind the name (`Jane Doe, Nairobi`): those from which papers of many countries
//! report. A place that is not among them says nothing.

/// Towns, as their own and other countries write them, parted by `/`.
#[rustfmt::skip]
const TOWNS: &[&str] = &[
    "Aarhus/Abidjan/Abuja/Accra/Addis Ababa/Alger/Algiers/Almaty/Amsterdam/Ankara/Antwerpen/Athens",
    "Auckland/Baghdad/Baku/Bakı/Bangkok/Barcelona/Basel/Beijing/Beirut/Belfast/Belgrade/Beograd/Bergen",
    "Berlin/Bern/Bilbao/Birmingham/Bogotá/Bologna/Bonn/Bordeaux/Boston/Brasília/Bratislava/Bremen/Brno",
    "Brussel/Brussels/Bruxelles/Brüssel/Bucharest/București/Budapest/Buenos Aires/Cairo/Canberra",
    "Cape Town/Caracas/Cardiff/Casablanca/Chicago/Ciudad de México/Cluj/Coimbra/Copenhagen/Dakar/Damascus",
    "Debrecen/Delhi/Den Bosch/Den Haag/Dhaka/Doha/Dresden/Dubai/Dublin/Düsseldorf/Edinburgh/Firenze",
    "Frankfurt/Gdańsk/Geneva/Genova/Gent/Genève/Glasgow/Graz/Göteborg/Hamburg/Hannover/Hanoi/Havana",
    "Helsinki/Hong Kong/Houston/Husum/Hà Nội/Iași/Islamabad/Istanbul/Jakarta/Jerusalem/Johannesburg/Kabul",
    "Karachi/Kaunas/Khartoum/Kiev/Kinshasa/Kopenhagen/Košice/Kraków/Kuala Lumpur/Kyiv/Köln/København",
    "La Habana/La Paz/Lagos/Lausanne/Leeds/Leipzig/Lille/Lima/Lisboa/Lisbon/Liverpool/Ljubljana/London",
    "Los Angeles/Luxembourg/Lyon/Madrid/Malmö/Manchester/Manila/Maribor/Marseille/Melbourne/Mexico City",
    "Miami/Milan/Milano/Minsk/Montevideo/Montreal/Montréal/Moscou/Moscow/Moskau/Mumbai/Munich/Málaga",
    "México/München/Nairobi/Nantes/Napoli/New Delhi/New York/Nicosia/Novi Sad/Odense/Oslo/Ostrava/Ottawa",
    "Oulu/Palermo/Paris/Porto/Poznań/Prag/Prague/Praha/Quito/Québec/Rabat/Reykjavík/Riga/Rijeka",
    "Rio de Janeiro/Riyadh/Rom/Roma/Rome/Rotterdam/Rīga/Salzburg/San Francisco/Santiago/Sarajevo/Seattle",
    "Seoul/Sevilla/Shanghai/Singapore/Skopje/Sofia/Split/Stockholm/Strasbourg/Stuttgart/Sydney/São Paulo",
    "Taipei/Tallinn/Tampere/Tartu/Tashkent/Tbilisi/Tehran/Tel Aviv/The Hague/Tirana/Tiranë/Tokyo/Torino",
    "Toronto/Toulouse/Trieste/Trondheim/Tunis/Turin/Turku/Uppsala/Utrecht/Valencia/Valletta/Vancouver",
    "Venezia/Vienna/Vilnius/Warsaw/Warschau/Warszawa/Washington/Wellington/Wien/Wrocław/Yerevan/Zagreb",
    "Zaragoza/Zurich/Zürich/İstanbul/İzmir/Łódź/Αθήνα/Θεσσαλονίκη/Београд/Екатеринбург/Казань/Киев/Київ",
    "Львів/Минск/Москва/Мінск/Новосибирск/Одеса/Санкт-Петербург/Скопје/София/Харків",
];

/// True for the name of such a town and nothing else.
pub(super) fn is_town(text: &str) -> bool {
    /// Bytes of the longest.
    const MAX_BYTES: usize = 32;
    text.len() <= MAX_BYTES && TOWNS.iter().any(|line| line.split('/').any(|town| town == text))
}

#[cfg(test)]
mod tests {
    use super::is_town;

    #[test]
    fn towns_are_told_from_other_words() {
        assert!(is_town("Nairobi") && is_town("Den Haag") && is_town("Москва"));
        assert!(!is_town("Monday") && !is_town("nairobi") && !is_town("Nairobi Street") && !is_town(""));
    }
}
