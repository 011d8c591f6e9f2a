//! How the wall looks on screen and paper.

/// The wall's style: dark as the films, black on white where it is printed.
pub(super) const CSS: &str = r"
:root{--ink:#e9e6e0;--dim:#9a958c;--line:#33312e;--ground:#0f0e0d;--bad:#e0563f;--heat:95,134,163;color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 Georgia,'Times New Roman',serif}
header,main{max-width:1160px;margin:0 auto;padding:0 28px}
header{padding-top:52px;padding-bottom:12px}
.kicker,.facts,.note,table,svg,.links{font-family:system-ui,'Helvetica Neue',Arial,sans-serif}
.kicker,.note,.facts{color:var(--dim);font-size:14px;margin:0 0 .6em}
h1{margin:.05em 0 .2em;font-size:clamp(34px,6vw,64px);line-height:1.05;font-weight:400}
h2{margin:0 0 .5em;font-size:23px;font-weight:400}
h3{margin:0 0 .2em;font-size:20px;font-weight:400}
p{margin:0 0 .5em;max-width:54em}
section{padding:26px 0;border-top:1px solid var(--line)}
.film{padding:0 0 30px;break-inside:avoid}
.strip{display:grid;grid-template-columns:repeat(6,1fr);gap:3px;margin:0 0 10px}
.strip img{display:block;width:100%;background:#000}
.ink{display:inline-block;width:1.5em;height:.28em;margin-right:.5em;vertical-align:middle}
.links a{color:var(--ink);font-size:14px;margin-right:1.2em}
.failed{color:var(--bad)}
svg{display:block;width:100%;height:auto}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:13px;line-height:1.3}
th{font-weight:400;color:var(--dim);text-align:left;padding:5px 8px;vertical-align:bottom}
td{padding:5px 8px;text-align:right;font-variant-numeric:tabular-nums}
td.cell{background:rgba(var(--heat),var(--share));min-width:3.4em}
td.self{color:var(--dim)}
table.facts td:first-child,table.facts td.words{text-align:left;font-family:inherit}
table.facts td,table.facts th{border-bottom:1px solid var(--line);vertical-align:top}
@media print{:root{--ink:#000;--dim:#555;--line:#ccc;--ground:#fff;color-scheme:light}body{font-size:12px;print-color-adjust:exact;-webkit-print-color-adjust:exact}header{padding-top:0}section{padding:14px 0}table{font-size:10.5px}.kicker,.note,.facts,.links a{font-size:11px}tr,svg,.wide{break-inside:avoid}.note{break-after:avoid;break-inside:avoid}h2{break-after:avoid}.film{padding-bottom:18px}}
";
