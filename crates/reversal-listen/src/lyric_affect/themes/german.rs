//! German words by what they are about and by how bright or dark they are: our own list, of what songs sing of.

use super::{Theme, WordList};

pub(super) const WORDS: WordList = WordList {
    themes: &[
        (
            Theme::Power,
            "mächtig* könig* thron krone herr herrsch* meister* stark* stärke kraft kräfte gesetz* polizei bulle* \
             chef boss gewinn* sieg* gott götter löwe* riese* unbesiegbar kontroll* besitz* beherrsch* befehlshaber \
             erober* gebieter* reichtum übermacht",
        ),
        (
            Theme::Violence,
            "töte* mord mörder* blut* krieg* schlag* schläg* messer* waffe* kampf kämpf* gewalt* schieß* schuss \
             schüsse kugel* brenn* feuer zerstör* zerbrech* zerschlag* verletz* wunde* rache räch* hass hasse* gift* \
             würg* beiß* kratz* peitsch* prügel* zerr* zerreiß* folter* stech* bombe* wut schrei* qual* feind* hieb* \
             treten tritt",
        ),
        (
            Theme::Command,
            "gehorch* knie* schweig* halt hör komm geh lass gib sieh schau bleib warte los nimm steh runter befehl* \
             befiehl* folge* folgt marschier* ergib still stillgestanden vorwärts bück* sollst musst verboten raus",
        ),
        (
            Theme::Tenderness,
            "zart* zärtlich* sanft* kuss küss* umarm* streichel* verzeih* vergeb* vergib* leise weich* wärm* warm* \
             halten flüster* wieg* tröst* schütz* behüt* geborgen* lieb* ruhe ruh frieden kuschel* süß* hold",
        ),
        (
            Theme::Weakness,
            "schwach* schwäche allein* einsam* angst ängst* fürcht* furcht verloren knien kette* gefang* gefängnis \
             sklav* müde zitter* fiel gefallen hilflos* opfer verletzlich versteck* flieh* flucht flüchte* zerbrochen \
             machtlos* ohnmacht* niemand ertrink* versink* ausgeliefert bettel* fleh* falle fallen fällt stürz*",
        ),
        (
            Theme::Grief,
            "träne* wein* geweint traurig* trauer* schmerz* tod tot tote* sterb* stirb* starb gestorben leid leiden \
             abschied lebewohl grab gräber vermiss* fehlst verlust leer leere kummer begrab* sehnsucht verlier* \
             vergessen",
        ),
        (
            Theme::Home,
            "haus hause häuser heim heimat daheim zuhause mutter vater mama papa bruder schwester familie kind kinder \
             straße* stadt dorf tür fenster bett zimmer sohn tochter garten land",
        ),
        (
            Theme::Love,
            "liebe lieben liebst liebt liebling geliebt* verliebt* herz* schatz sehnsucht sehn* küss* kuss begehr* \
             verlang* leidenschaft seele* zusammen ewig* treue wunsch wünsch* brauch*",
        ),
    ],
    bright: "glück* froh fröhlich* freu* liebe* lieb schön* licht* sonne* himmel* lach* lächel* tanz* feier* sing* \
             frei* freiheit hoffnung* hoff* traum träum* frieden wunder* besser beste* leuchte* stern* blume* \
             paradies dank* süß* sanft* zart* herrlich* strahl* spaß geil toll gutes gute guter gut",
    dark: "traurig* wein* träne* schmerz* tod tot tote* sterb* stirb* töte* blut* krieg* hass* angst allein einsam* \
             böse* schlecht* schlimm* dunkel* finster* schatten hölle* teufel* dämon* verflucht* verdammt* lüge* lügt \
             lügner* verrat* leid* verloren* verlier* abschied leer* kalt* kälte wunde* wut zorn schuld* zerbrochen \
             gift* grausam* ketten* qual* kummer* elend* scheiß* verletz* krank* müde schrei*",
    negations: "nicht kein keine keinen keiner nie niemals nichts ohne weder nimmer",
};
