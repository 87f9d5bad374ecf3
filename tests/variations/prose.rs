//! Prose of the pages that are varied: an article in each of five languages, written for these tests.

/// An article: its title, what the page's frame says, and its text.
pub(super) struct Story {
    pub(super) lang: &'static str,
    pub(super) title: &'static str,
    /// Words of the frame: home, news, contact, search, share, related stories, imprint.
    pub(super) frame: [&'static str; 7],
    pub(super) teasers: [&'static str; 3],
    pub(super) text: [&'static str; 5],
    /// Short last sentences.
    pub(super) last: [&'static str; 3],
}

pub(super) const STORIES: [Story; 5] = [
    Story {
        lang: "en",
        title: "The lighthouse that moved inland",
        frame: [
            "Home",
            "News",
            "Contact",
            "Search",
            "Share this page",
            "More stories",
            "Imprint and privacy",
        ],
        teasers: [
            "Ferry fares rise again in May",
            "A bakery opens in the old mill",
            "Winter market closes early",
        ],
        text: [
            "Nobody on the island could say when the lighthouse had last been painted, but everyone agreed that \
             it used to stand closer to the water, and that the keeper's garden had once ended at a fence.",
            "A survey of the coast that was finished last week gives them right. In ninety years the sea has put \
             four hundred metres of sand before the tower, so that its lamp now shines over a wood of young pines.",
            "The harbour office wants to build a new light on the outer bank, where it would stand on six steel \
             legs and need no keeper at all. The village, which has sold postcards of the tower for three \
             generations, would rather cut down the trees.",
            "Both plans cost about the same, said the engineer who has worked them out, and both would have to be \
             paid for by a county that closed two of its schools in the spring and has not mended the pier since.",
            "Until somebody decides, the lamp is lit each evening by a retired teacher, who climbs the hundred and \
             twelve steps with a thermos and stays until the last boat is in.",
        ],
        last: [
            "She has never been paid for it.",
            "The trees, meanwhile, grow.",
            "A vote is expected in June.",
        ],
    },
    Story {
        lang: "fr",
        title: "La fanfare qui répétait sous le pont",
        frame: [
            "Accueil",
            "Actualités",
            "Contact",
            "Rechercher",
            "Partager cette page",
            "À lire aussi",
            "Mentions légales",
        ],
        teasers: ["Le marché change de place", "Deux boulangers pour une rue", "La piscine rouvre lundi"],
        text: [
            "Depuis que la salle des fêtes a fermé ses portes, la fanfare du bourg répète le jeudi soir sous le \
             pont du chemin de fer, entre deux trains, avec des lampes de pêcheur accrochées aux pupitres.",
            "Au début, les riverains ont cru à une farce. Puis ils sont descendus avec des chaises pliantes, du \
             vin chaud et des couvertures, et la répétition est devenue le rendez-vous de tout le quartier.",
            "La mairie, qui avait promis une salle neuve avant l'hiver, ne sait plus très bien quoi faire de son \
             projet : personne ne le réclame, et l'argent prévu a servi à réparer le toit de l'école.",
            "Le chef, un ancien conducteur de locomotives, assure que le pont sonne mieux que toutes les salles \
             où il a joué, et qu'il suffit de placer les trombones du côté de la rivière pour que rien ne se perde.",
            "La compagnie de chemin de fer a fini par donner son accord, à une condition : que l'on cesse de jouer \
             trois minutes avant chaque passage, et que personne ne monte sur le talus.",
        ],
        last: [
            "Le train de neuf heures ralentit.",
            "On n'a jamais vu le contrôleur.",
            "Le concert est gratuit.",
        ],
    },
    Story {
        lang: "de",
        title: "Das Archiv im Gefrierschrank",
        frame: [
            "Startseite",
            "Nachrichten",
            "Kontakt",
            "Suche",
            "Seite teilen",
            "Mehr zum Thema",
            "Impressum und Datenschutz",
        ],
        teasers: ["Neue Linie zum Bahnhof", "Bäcker gibt Rezept preis", "Brunnen bleibt trocken"],
        text: [
            "Als im Keller des Rathauses das Wasser stand, rettete der Hausmeister zuerst die Kirchenbücher, dann \
             die Baupläne und zuletzt die Rechnungen, und trug alles in den Gefrierraum der Schulküche.",
            "Nasses Papier schimmelt nach zwei Tagen, gefrorenes hält sich ein Jahr. Das wusste er nicht aus einem \
             Lehrgang, sondern von seiner Schwester, die in einer Werkstatt für alte Einbände gelernt hat.",
            "Seither liegen elf Meter Stadtgeschichte zwischen Erbsen und Fischstäbchen, und der Stadtrat streitet \
             darüber, wer das Auftauen bezahlt: Fachleute verlangen für jede Kiste so viel wie für ein Fahrrad.",
            "Eine Stiftung hat angeboten, die Hälfte zu übernehmen, wenn die Bücher danach im Netz zu lesen sind. \
             Dagegen wehren sich einige Familien, deren Vorfahren in den Rechnungen häufiger vorkommen, als ihnen lieb ist.",
            "Der Hausmeister hat sich eine Liste gemacht, was in welcher Schublade liegt, und verlangt von jedem, \
             der etwas nachsehen will, dass er Handschuhe mitbringt und die Tür schließt.",
        ],
        last: [
            "Die Erbsen sind inzwischen umgezogen.",
            "Im Herbst wird entschieden.",
            "Bisher kam nur einer.",
        ],
    },
    Story {
        lang: "es",
        title: "El reloj que nadie quiere poner en hora",
        frame: [
            "Inicio",
            "Noticias",
            "Contacto",
            "Buscar",
            "Compartir esta página",
            "Más noticias",
            "Aviso legal",
        ],
        teasers: ["Sube el precio del autobús", "La feria cambia de fecha", "Un horno con cien años"],
        text: [
            "El reloj de la estación lleva once minutos de retraso desde la primavera de hace cuatro años, y los \
             vecinos han aprendido a restarlos sin pensar, como quien cambia de moneda en la frontera.",
            "La compañía mandó dos veces a un relojero, que dos veces lo puso en hora y dos veces encontró, a la \
             mañana siguiente, las agujas donde estaban antes, sin que nadie supiera explicar cómo.",
            "Hay quien sospecha del jefe de estación, ya jubilado, que conserva una llave y vive enfrente. Él se \
             ríe, ofrece café a los periodistas y enseña una carta en la que la compañía le da las gracias.",
            "Lo cierto es que desde entonces nadie pierde el tren: los viajeros llegan antes, esperan sentados y \
             se conocen por su nombre, y en el andén se han arreglado tres bodas y la venta de un tractor.",
            "El ayuntamiento ha pedido que el retraso se declare patrimonio local, con una placa de bronce, y la \
             compañía ha respondido que lo estudiará cuando termine de revisar los horarios.",
        ],
        last: ["La placa ya está encargada.", "El tractor funciona bien.", "Mañana vuelve el relojero."],
    },
    Story {
        lang: "pl",
        title: "Biblioteka na dwóch kołach",
        frame: [
            "Strona główna",
            "Wiadomości",
            "Kontakt",
            "Szukaj",
            "Udostępnij",
            "Zobacz też",
            "Polityka prywatności",
        ],
        teasers: ["Nowy most za rok", "Targ wraca na rynek", "Zima przyszła późno"],
        text: [
            "Odkąd zamknięto filię przy szkole, pani Halina wozi książki rowerem po siedmiu wsiach, w dwóch \
             skrzynkach po jabłkach, i zapisuje wypożyczenia w zeszycie w kratkę, tak jak robiła jej matka.",
            "Zaczęło się od jednej sąsiadki, która złamała nogę i poprosiła o kryminał. Po miesiącu na tablicy \
             przy sklepie wisiała lista z czterdziestoma nazwiskami i uwagą, że romanse mogą być używane.",
            "Gmina najpierw chciała zabronić, bo książki są jej własnością, a potem policzyła, że rower oddaje w \
             terminie więcej tomów niż cała dawna filia, i kupiła mu nowe opony.",
            "Zimą pani Halina jeździ saniami sąsiada, który w zamian czyta wszystko o pszczołach. Kiedy droga jest \
             nieprzejezdna, dzwoni do czytelników i opowiada im, co jest w następnym rozdziale.",
            "W przyszłym roku skończy siedemdziesiąt lat i szuka następcy. Zgłosił się dotąd jeden chłopiec, który \
             ma dwanaście lat, dobry rower i przeczytane wszystko, co jeździło w lewej skrzynce.",
        ],
        last: ["Prawej jeszcze nie zna.", "Wiosną zaczyna próby.", "Matka się zgodziła."],
    },
];
