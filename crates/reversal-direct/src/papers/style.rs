//! How the papers look on screen and on paper, and the little that moves on them.
//!
//! No page names a paper size: A4 and Letter both hold them, whichever the
//! printer has. Ink is dark on white in print; only pictures are black.

use maud::{Markup, PreEscaped, html};

/// The head of a page with a title and style sheets.
pub(crate) fn head(title: &str, sheets: &[&str]) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) }
            style { @for sheet in sheets { (PreEscaped(sheet)) } }
        }
    }
}

/// The class of a page whose pictures stand upright or are square: they get a height, lest one fill a page.
pub(super) fn shape(ratio: f32) -> Option<&'static str> {
    (ratio <= 1.0).then_some("upright")
}

/// The treatment: dark as the film on screen; a title page and light pages on paper.
pub(super) const TREATMENT: &str = r"
:root{--ink:#e9e6e0;--dim:#9a958c;--line:#33312e;--ground:#0f0e0d;--turn:#e0563f;color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.55 'Iowan Old Style','Palatino Linotype',Palatino,P052,Georgia,'Times New Roman',serif}
header,main{max-width:1120px;margin:0 auto;padding:0 28px}
header{padding-top:64px;padding-bottom:20px}
header .cover,header .facts{display:none}
.kicker,.note,th,.number,summary,nav,#account{font-family:system-ui,'Helvetica Neue',Helvetica,Arial,'Nimbus Sans',sans-serif}
.kicker{margin:0;color:var(--dim);font-size:14px;letter-spacing:.02em}
h1{margin:.1em 0 .15em;font-size:clamp(38px,7vw,76px);line-height:1.02;font-weight:400;letter-spacing:-.015em}
.logline{text-wrap:balance;max-width:34em;margin:0;font-size:21px;color:#cfcac1}
h2{margin:0 0 .5em;font-size:24px;font-weight:400}
h3{margin:0 0 .2em;font-size:18px;font-weight:600}
section{padding:30px 0;border-top:1px solid var(--line)}
#film{border:0}
video{display:block;width:100%;background:#000;margin-bottom:18px}
nav{font-size:14px}
nav a{color:var(--dim);margin-right:18px}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:12px 48px}
.places{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:18px 24px}
.triptych{display:grid;grid-template-columns:repeat(3,1fr);gap:6px;margin-bottom:18px;break-inside:avoid}
.person img,.places img,.triptych img{display:block;width:100%;margin-bottom:10px}
p{margin:0 0 .7em;max-width:40em}
.note{color:var(--dim);font-size:14px;margin-bottom:.4em}
.sung{font-style:italic;color:var(--dim)}
svg.chart{display:block;width:100%;height:auto;cursor:crosshair}
.account:focus{outline:none;stroke:var(--turn);stroke-width:1}
#account{min-height:11.5em;max-width:none;margin:10px 0;font-size:14px;line-height:1.45;white-space:pre-line;color:var(--dim)}
.sheet{overflow-x:auto}
svg.sheet{display:block;min-width:1000px;width:100%;height:auto}
.turns{list-style:none;padding:0;margin:18px 0}
.turns li{margin:.25em 0}
a.moment{color:var(--turn);text-decoration:none;font-variant-numeric:tabular-nums}
.scene{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,6fr);gap:8px 28px;margin:0 0 34px}
.scene img{display:block;width:100%}
.number{color:var(--dim);font-weight:400;margin-right:.4em}
summary{cursor:pointer;color:var(--dim);font-size:14px}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4}
th{font-weight:400;color:var(--dim);text-align:left}
td,th{padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr.turn td{color:#f0a091}
.lyrics{list-style:none;padding:0;columns:2 300px;font-size:15px}
.upright video{width:auto;max-width:100%;max-height:86vh;margin-left:auto;margin-right:auto}
.upright .person img,.upright .places img,.upright .triptych img,.upright .scene img{width:auto;max-width:100%;height:380px}
.upright .scene{grid-template-columns:max-content minmax(0,1fr)}
.upright .triptych{grid-template-columns:repeat(3,max-content)}
@media screen and (max-width:760px){.scene,.upright .scene{grid-template-columns:1fr}}
@page{margin:17mm 16mm 16mm;@bottom-right{content:counter(page);font:8pt sans-serif;color:#777}}
@page :first{margin:0;@bottom-right{content:none}}
@media print{
:root{--ink:#111;--dim:#555;--line:#ccc;--ground:#fff;--turn:#b03a26;color-scheme:light}
.screen{display:none!important}
body{font-size:10.5pt;line-height:1.42}
header,main{max-width:none;padding:0}
header{break-after:page;padding:26mm 0 0;height:258mm;display:flex;flex-direction:column}
header .cover{display:block;width:100%;margin:0 0 20mm}
header>:not(.cover){margin-left:18mm;margin-right:18mm}
header .facts{display:block;margin-top:auto}
h1{font-size:44pt}
.kicker,.note{font-size:8.5pt}
.logline{font-size:15pt;line-height:1.35;color:#222}
h2{font-size:15pt;margin-bottom:3mm;break-after:avoid}
h3{font-size:11pt;break-after:avoid}
section{padding:4.5mm 0 2mm;break-inside:auto}
main>section:nth-of-type(2){border-top:0;padding-top:0}
p{max-width:none;margin-bottom:2mm;orphans:3;widows:3}
.columns{grid-template-columns:1fr 1fr;gap:4mm 9mm}
.places{grid-template-columns:repeat(auto-fit,minmax(38mm,1fr));gap:4mm 6mm}
.places>div,.person,.scene,.turns li,#song,#places,#statement{break-inside:avoid}
.unexpected~.unexpected{display:none}
.places p{font-size:9.5pt;line-height:1.35}
.person img,.places img{margin-bottom:2.5mm}
.scene{grid-template-columns:88mm minmax(0,1fr);gap:0 7mm;margin:0 0 5.5mm}
.scene p{margin-bottom:1.2mm}
.note{margin-bottom:1mm}
.turns{margin:3mm 0 0}
.turns li{margin:1mm 0}
.upright header{padding-top:20mm}
.upright header .cover{width:auto;height:132mm;align-self:flex-start;margin:0 18mm 16mm}
.upright .person img{height:72mm}
.upright .places img{height:56mm}
.upright .triptych img{height:72mm}
.upright .scene img{height:51mm}
}
";

/// What the shot list, the storyboard and the guide share: ink on white.
pub(super) const PAPER: &str = r"
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 28px;background:#fff;color:#111;font:16px/1.45 'Iowan Old Style','Palatino Linotype',Palatino,P052,Georgia,'Times New Roman',serif}
h1{margin:0;font-size:30px;font-weight:400;letter-spacing:-.01em;line-height:1.1}
h2{margin:0 0 .4em;font-size:20px;font-weight:400;break-after:avoid}
p{margin:0 0 .6em;orphans:3;widows:3}
img{display:block;width:100%}
.kicker,.legend,table,.head,.notes,.when{font-family:system-ui,'Helvetica Neue',Helvetica,Arial,'Nimbus Sans',sans-serif}
.kicker,.legend{margin:.3em 0;font-size:13px;color:#555}
header{margin-bottom:18px}
@page{margin:14mm 13mm 13mm;@bottom-right{content:counter(page);font:8pt sans-serif;color:#777}}
@media print{body{padding:0;max-width:none!important}}
";

/// The shot list lies across the page; its head comes again on each.
pub(super) const SHOT_LIST: &str = r"
body{max-width:1500px}
table{border-collapse:collapse;width:100%;font-size:12.5px;line-height:1.35}
th{text-align:left;font-weight:600;color:#555}
td,th{padding:4px 8px 4px 0;border-bottom:1px solid #ddd;vertical-align:top}
tr.scene th{padding-top:14px;color:#555;font-weight:400;border-bottom:1px solid #111}
tr.scene b{color:#111;margin-right:.8em}
.shot{font-weight:700;white-space:nowrap}
.tc{font-variant-numeric:tabular-nums;white-space:nowrap}
.seen{min-width:150px}
tr.turn td{background:#fbeeea}
@page{size:landscape;margin:11mm 10mm 12mm}
@media print{
header{margin-bottom:4mm;display:flex;align-items:baseline;gap:8mm}
h1{font-size:18pt}
table{font-size:7pt;line-height:1.28}
td,th{padding:1mm 1.6mm 1mm 0}
tr{break-inside:avoid}
tr.scene,tr.scene+tr{break-after:avoid}
tbody:last-of-type tr:nth-last-child(-n+4){break-before:avoid}
tr.scene th{padding-top:3mm}
.seen{min-width:54mm}
.angle{min-width:17mm}
tr.turn td{background:none;font-weight:600}
tr.turn .seen{font-weight:400}
}
";

/// Panels in rows, across the page; a row is never torn.
pub(super) const STORYBOARD: &str = r"
body{max-width:1400px}
section{margin-bottom:26px}
h2 span{margin-left:.8em;color:#777;font-size:15px}
.board{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:18px 20px;margin-bottom:18px}
.panel{margin:0;break-inside:avoid}
.upright .panel{display:grid;grid-template-columns:42% minmax(0,1fr);align-content:start;gap:0 14px}
.upright .head{grid-column:1/-1}
.upright figcaption{padding-top:0}
.head{display:flex;justify-content:space-between;font-size:13px;padding-bottom:3px;font-variant-numeric:tabular-nums;color:#555}
.head b{color:#111}
.picture{position:relative;background:#222;overflow:hidden}
.picture img,.picture .arrows{position:absolute;inset:0;width:100%;height:100%}
figcaption{padding-top:5px;font-size:14px;line-height:1.35}
figcaption p{margin:0 0 .25em}
.notes{font-size:12px;color:#555}
.turn{color:#b03a26;margin-left:.6em}
.sung{font-style:italic;color:#444}
@page{size:landscape;margin:9mm 12mm 11mm}
@media screen and (max-width:760px){.board{grid-template-columns:1fr}}
@media print{
h1{font-size:18pt}
h2{font-size:11.5pt;margin-bottom:1.2mm}
h2 span{font-size:9pt}
header{margin-bottom:3mm}
.kicker,.legend{font-size:8pt;margin:.4mm 0}
section{margin-bottom:1mm}
.together{break-inside:avoid}
.board{grid-template-columns:repeat(3,78mm);justify-content:space-between;gap:3mm 0;margin-bottom:2.5mm}
.upright .board{grid-template-columns:repeat(3,minmax(0,1fr));gap:3mm 6mm}
.upright .panel{grid-template-columns:30mm minmax(0,1fr);gap:0 3mm}
.head{font-size:8pt}
figcaption{font-size:8pt;line-height:1.24;padding-top:.8mm}
figcaption p{margin:0 0 .4mm}
.notes{font-size:7pt}
}
";

/// The discussion guide: to be read standing, in poor light.
pub(super) const GUIDE: &str = r"
body{max-width:900px}
h1{font-size:42px}
.logline{text-wrap:balance;font-size:20px;margin:.4em 0 .8em;color:#333}
.cover{margin-bottom:8px}
section{margin:0 0 22px}
ul{margin:0;padding-left:1.1em}
li{margin-bottom:.35em}
.question{font-size:19px;line-height:1.35;margin-bottom:.35em}
.prompt{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr);gap:4px 22px;padding:14px 0;border-top:1px solid #ddd;break-inside:avoid}
.when{margin-bottom:.3em;font-size:13px;color:#555}
.when b{color:#b03a26;margin-right:.5em;font-variant-numeric:tabular-nums}
.fact{color:#555;font-size:15px}
dl{margin:0}
dt{font-size:14px;color:#555}
dd{margin:0 0 12px;height:30px;border-bottom:1px solid #999}
.upright .cover{width:auto;max-width:100%;height:520px}
.upright .prompt{grid-template-columns:max-content minmax(0,1fr)}
.upright .prompt img{width:auto;height:250px}
@media screen and (max-width:640px){.prompt,.upright .prompt{grid-template-columns:1fr}}
@media print{
body{font-size:11pt}
h1{font-size:30pt}
.logline{font-size:13pt}
h2{font-size:15pt}
.question{font-size:13pt}
.prompt{grid-template-columns:66mm minmax(0,1fr);gap:0 6mm;padding:4mm 0}
.fact{font-size:9.5pt;margin-bottom:1.5mm}
.when{font-size:8.5pt}
section{margin-bottom:6mm}
section:not(.along){break-inside:avoid}
dd{height:7.5mm;margin-bottom:2.5mm}
.upright .cover{height:92mm}
.upright .prompt img{height:44mm}
}
";

/// Clicks go to their moment of the film; a line on the chart follows it; what a hand or the keys
/// point at on the chart is told below it.
pub(super) const SCRIPT: &str = r"
const video=document.querySelector('video'),chart=document.querySelector('svg.chart'),head=chart&&chart.querySelector('.playhead');
const go=s=>{video.currentTime=s;video.scrollIntoView({block:'nearest',behavior:'smooth'})};
document.querySelectorAll('[data-secs]').forEach(e=>e.addEventListener('click',v=>{v.preventDefault();go(+e.dataset.secs)}));
if(chart){const w=chart.viewBox.baseVal.width,l=+chart.dataset.left,r=+chart.dataset.right,d=+chart.dataset.duration,o=+chart.dataset.start;
chart.addEventListener('click',v=>{const b=chart.getBoundingClientRect();go(Math.max(0,((v.clientX-b.left)/b.width*w-l)/(r-l)*d-o))});
const follow=()=>{const x=l+(video.currentTime+o)/d*(r-l);head.setAttribute('x1',x);head.setAttribute('x2',x)};video.addEventListener('timeupdate',follow);follow();
const told=document.getElementById('account'),all=[...chart.querySelectorAll('.account')];
const tell=e=>{told.textContent=e.querySelector('title').textContent};
all.forEach((e,i)=>{e.addEventListener('pointerenter',()=>tell(e));e.addEventListener('focus',()=>tell(e));
e.addEventListener('keydown',v=>{const step={ArrowRight:1,ArrowLeft:-1}[v.key],to=step&&all[i+step];if(to){v.preventDefault();e.tabIndex=-1;to.tabIndex=0;to.focus()}})});
if(all.length)tell(all[0])}
";
