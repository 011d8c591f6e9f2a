//! French words by what they are about and by how bright or dark they are: our own list, of what songs sing of.

use super::{Theme, WordList};

pub(super) const WORDS: WordList = WordList {
    themes: &[
        (
            Theme::Power,
            "pouvoir* roi rois reine trône couronne maître* fort forte forts force* loi police flic* chef gagn* \
             vainc* vainqueur victoire* triomph* dieu seigneur empire lion géant invincible contrôl* domin* conquér* \
             conquête autorité puissan* règne* régn* commandant",
        ),
        (
            Theme::Violence,
            "tuer tue tué* tues meurtr* sang sangl* guerre* frapp* coup coups couteau* arme armes flingue* balle \
             balles violen* cass* bris* brûl* feu détrui* bless* veng* haine hait haïr cogn* étrangl* poison griff* \
             mord* batt* combat* lutte* rage hurl* déchir* poignard* explos* bombe* fusil* ennemi* tire tirer tiré \
             tirs viol viole violer",
        ),
        (
            Theme::Command,
            "obéi* genoux tais taisez viens va-t'en écoute regarde arrête arrêtez attends dégage bouge reste laisse \
             lâche prends baisse debout silence suivez suis-moi rends allez ordonn* supplie ordre ordres",
        ),
        (
            Theme::Tenderness,
            "tendre* tendress* doux douce* douceur caress* embrass* bisou* pardon* câlin* serre berce* berceu* \
             murmur* chuchot* console* protèg* soign* chaleur calme paix gentil* veille baiser baisers",
        ),
        (
            Theme::Weakness,
            "faible* seul seule seuls solitude peur* perdu* genoux chaîn* prison* prisonn* esclave* fatigu* trembl* \
             tomb* chute victime* piège* piégé* noyé* noie cach* fuir fuis fuit fuite fragile* personne suppli* \
             vaincu* égaré* impuissan*",
        ),
        (
            Theme::Grief,
            "larme* pleur* trist* douleur* mort* mourir meurs meurt adieu chagrin* souffr* deuil tombe tombes tombeau \
             vide oubli* manque* manques regret* absen* cimetière* funéraill* peine peines mélancoli* orphelin*",
        ),
        (
            Theme::Home,
            "maison foyer mère père maman papa frère* sœur* famille rue rues ville village porte fenêtre lit quartier \
             enfant* enfance fils fille patrie pays jardin",
        ),
        (
            Theme::Love,
            "amour* aime* aimer aimé* t'aime j'aime adore* cœur* chéri* désir* envie passion* baiser* ensemble âme* \
             amant* amoureu* toujours mariage promesse",
        ),
    ],
    bright: "heureu* bonheur joie joyeu* amour* aime* beau belle* beauté lumière* soleil ciel sourire* souri* rire* \
             rit danse* danser fête* chant* libre* liberté espoir* espér* rêve* paix gloire miracle* merveill* doux \
             douce* meilleur* brille* étoile* fleur* paradis merci tendre* plaisir* jolie* joli magnifi*",
    dark: "trist* pleur* larme* douleur* mort* mourir meurs meurt tue* sang guerre* haine peur* seul seule solitude \
             mal maux pire noir* sombre* ombre* enfer diable* démon* maudit* mensonge* ment menteur* trahi* peine* \
             souffr* perdu* adieu vide froid* bless* rage colère coupable* cassé* brisé* poison cruel* chaîne* \
             misère* galère* chagrin* prison* merde putain sale honte",
    negations: "ne pas n'ai n'est n'a n'y jamais rien sans ni plus aucun aucune",
};
