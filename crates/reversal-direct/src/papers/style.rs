//! How the page looks on screen and paper, and the little that moves on it.

/// The page's style: one column of text, dark as the film, black on white where it is printed.
pub const CSS: &str = r"
:root{--ink:#e9e6e0;--dim:#9a958c;--line:#33312e;--ground:#0f0e0d;--turn:#e0563f;--hear:#5f86a3;color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.55 Georgia,'Times New Roman',serif}
header,main{max-width:1120px;margin:0 auto;padding:0 28px}
header{padding-top:64px;padding-bottom:20px}
.kicker,.note,figcaption,th,.number,summary{font-family:system-ui,'Helvetica Neue',Arial,sans-serif}
.kicker{margin:0;color:var(--dim);font-size:14px;letter-spacing:.02em}
h1{margin:.1em 0 .15em;font-size:clamp(38px,7vw,76px);line-height:1.02;font-weight:400;letter-spacing:-.015em}
.logline{max-width:34em;margin:0;font-size:21px;color:#cfcac1}
h2{margin:0 0 .5em;font-size:24px;font-weight:400}
h3{margin:0 0 .2em;font-size:18px;font-weight:600}
section{padding:30px 0;border-top:1px solid var(--line)}
#film{border:0}
video{display:block;width:100%;background:#000;margin-bottom:28px}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:12px 48px}
p{margin:0 0 .8em;max-width:40em}
.note{color:var(--dim);font-size:14px}
svg.chart{display:block;width:100%;height:auto;cursor:crosshair}
.sheet{overflow-x:auto}
svg.sheet{display:block;min-width:1000px;width:100%;height:auto}
.turns{list-style:none;padding:0;margin:18px 0}
.turns li{margin:.25em 0}
a.moment{color:var(--turn);text-decoration:none;font-variant-numeric:tabular-nums}
.scene{margin:0 0 34px}
.panels{display:grid;grid-template-columns:repeat(3,1fr);gap:6px;margin-bottom:10px}
.panels img{display:block;width:100%}
.number{color:var(--dim);font-weight:400;margin-right:.4em}
summary{cursor:pointer;color:var(--dim);font-size:14px}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4}
th{font-weight:400;color:var(--dim);text-align:left}
td,th{padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr.turn td{color:#f0a091}
.wide{overflow-x:auto}
.board{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:22px 18px}
figure{margin:0;cursor:pointer}
figure img{display:block;width:100%;object-fit:cover;background:#000}
figcaption{font-size:12.5px;line-height:1.4;color:var(--dim);padding-top:6px}
figcaption b{color:var(--ink);font-weight:600}
.lyrics{list-style:none;padding:0;columns:2 300px;font-size:15px}
@media print{:root{--ink:#000;--dim:#555;--line:#ccc;--ground:#fff;color-scheme:light}video{display:none}details{display:block}.logline{color:#222}figure,.scene,tr{break-inside:avoid}}
";

/// Clicks go to their moment of the film; a line on the chart follows it.
pub const SCRIPT: &str = r"
const video=document.querySelector('video'),chart=document.querySelector('svg.chart'),head=chart&&chart.querySelector('.playhead');
const go=s=>{video.currentTime=s;video.scrollIntoView({block:'nearest',behavior:'smooth'})};
document.querySelectorAll('[data-secs]').forEach(e=>e.addEventListener('click',v=>{v.preventDefault();go(+e.dataset.secs)}));
if(chart){const w=chart.viewBox.baseVal.width,l=+chart.dataset.left,r=+chart.dataset.right,d=+chart.dataset.duration,o=+chart.dataset.start;
chart.addEventListener('click',v=>{const b=chart.getBoundingClientRect();go(Math.max(0,((v.clientX-b.left)/b.width*w-l)/(r-l)*d-o))});
const follow=()=>{const x=l+(video.currentTime+o)/d*(r-l);head.setAttribute('x1',x);head.setAttribute('x2',x)};video.addEventListener('timeupdate',follow);follow()}
";
