#!/bin/sh
# Does each film play and seek in a browser? Usage: plays.sh FILM.mp4...
# Needs chromium (or set CHROMIUM). Exits 1 if any film does not, 2 without a browser.
set -u
here=$(cd "$(dirname "$0")" && pwd)
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)} || {
    echo "no chromium found; install it or set CHROMIUM" >&2
    exit 2
}
[ $# -gt 0 ] || { echo "usage: plays.sh FILM.mp4..." >&2; exit 2; }

# Prints the page's report on one film, or nothing if none came within the time.
report() {
    place=$(mktemp -d)
    : >"$place/log"
    url="file://$here/plays.html#$(printf %s "file://$1" | sed 's/%/%25/g; s/ /%20/g; s/#/%23/g')"
    # The page speaks through its console, which the browser logs; --dump-dom would not wait for it.
    "$browser" --headless --no-sandbox --disable-gpu --mute-audio --user-data-dir="$place/profile" \
        --allow-file-access-from-files --autoplay-policy=no-user-gesture-required \
        --enable-logging=stderr --remote-debugging-port=0 "$url" >"$place/log" 2>&1 &
    process=$!
    waited=0
    while [ $waited -lt "${PLAYS_TIMEOUT_SECS:-60}" ] && ! grep -q '"REPORT ' "$place/log" && kill -0 $process 2>/dev/null; do
        sleep 1
        waited=$((waited + 1))
    done
    sed -n 's/.*"REPORT \(.*\)", source: .*/\1/p' "$place/log" | head -n 1
    kill $process 2>/dev/null
    wait $process 2>/dev/null
    rm -rf "$place"
}

failed=0
for film in "$@"; do
    found=$(report "$(cd "$(dirname "$film")" && pwd)/$(basename "$film")")
    case $found in
    *PLAYS) echo "ok   $film: $found" ;;
    *)
        echo "FAIL $film: ${found:-the browser did not answer}"
        failed=1
        ;;
    esac
done
exit $failed
