//! Spanish words by what they are about and by how bright or dark they are: our own list, of what songs sing of.

use super::{Theme, WordList};

pub(super) const WORDS: WordList = WordList {
    themes: &[
        (
            Theme::Power,
            "poder* rey reina trono corona dueñ* fuerte fuerza ley policía jefe jefa vencer vencedor victoria triunf* \
             dios señor imperio león gigante invencible control* domin* conquist* amo reino autoridad mandar manda \
             mando mandas ganar gano ganador* ganaré gané",
        ),
        (
            Theme::Violence,
            "matar mata* mato asesin* sangr* guerra* golp* pistola* bala* pelea* violen* cuchill* puñal* navaja \
             dispar* arma armas romp* quem* fuego destru* herir hiere castig* venganza veneno muerd* arañ* ahog* \
             batalla lucha* luchar grit* odio odiar heridas",
        ),
        (
            Theme::Command,
            "calla cállate callar arrodill* obedec* quieto quieta ven vete mira escucha espera baja sube \
             muévete para párate suelta suéltame déjame toma ruega suplica ríndete ríndanse fuera vamos",
        ),
        (
            Theme::Tenderness,
            "caricia* acaric* abraz* besa* beso* besit* suave* dulce* dulzura ternura tiern* perdon* perdón cuid* \
             susurr* abrig* consuel* calm* paz cálid* protej* arrull* mimo mimos mimar",
        ),
        (
            Theme::Weakness,
            "débil* soledad miedo* perdid* rodillas cadena* preso presa prisión esclav* cansad* temblar tiembl* cae \
             caer caí* caigo indefens* atrapad* hundid* nadie escond* huir huy* vencid* solo sola solos solas temo \
             temer temor temes roto rota rotos herida herido suplico suplicar",
        ),
        (
            Theme::Grief,
            "lágrima* llor* trist* dolor* duele duelen muert* morir muero adiós pena penas sufr* luto tumba vací* \
             olvid* perder ausencia extrañ* nostalgia lament* perdí perdiste perdimos",
        ),
        (
            Theme::Home,
            "casa hogar madre padre mamá papá hermano hermana hij* familia calle calles pueblo puerta ventana cama \
             barrio tierra niñ* patria",
        ),
        (
            Theme::Love,
            "amor* amo amar amas ama amé enamor* quier* querer quise corazón* cariño* beso* besar dese* pasión alma \
             almas contigo juntos abraz* vida mía mío",
        ),
    ],
    bright: "feliz felic* alegr* amor* bell* bonit* hermos* lind* luz sol cielo sonr* risa reír ríe baila* bailar \
             fiesta cant* libre libertad esperanza sueño* soñar paz gloria milagro mejor dulce* beso* vida flor* \
             brill* gozar goza magia querid* cariño* bien gracias éxito paraíso rico sabor",
    dark: "trist* llor* dolor* duele* muert* morir muero mata* mato sangr* guerra odi* miedo* soledad mal mala malo \
             malos peor oscur* sombra* infierno diablo demonio maldit* mentira* mentir* engañ* traici* pena* sufr* \
             llanto adiós nada vacío fría frío herid* rabia ira culpa roto rota veneno cruel* castig* destru* cadena* \
             lágrima* cansad* fracas* solo sola perdid* perder perdí pierdo perdiste",
    negations: "no ni nunca jamás sin tampoco nadie",
};
