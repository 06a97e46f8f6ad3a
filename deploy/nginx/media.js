// Whether a media address is open: the same rule as dramaport/stream/tokens.py, checked without asking the app.
//
// /m/{expires}.{key}.{signature}/{prefix}/{file}: the signature is HMAC-SHA256 over "{expires}\n{prefix}", base64url.
// The keys come from the environment, as the app's do: DRAMAPORT_MEDIA_KEYS=name:hex,name:hex

import crypto from 'crypto';

const TOKEN = /^(\d{1,12})\.([a-z0-9]{1,16})\.([A-Za-z0-9_-]{43})$/;

function opens(r) {
    const token = TOKEN.exec(r.variables.dramaport_token);
    const path = r.variables.dramaport_file;
    const cut = path.lastIndexOf('/');
    if (token === null || cut < 1 || cut === path.length - 1) {
        return '0';
    }
    const secret = secretOf(token[2]);
    if (secret === null || Date.now() >= Number(token[1]) * 1000) {
        return '0';
    }
    const made = crypto.createHmac('sha256', secret).update(`${token[1]}\n${path.substring(0, cut)}`);
    return equal(made.digest('base64url'), token[3]) ? '1' : '0';
}

function secretOf(name) {
    const pairs = (process.env.DRAMAPORT_MEDIA_KEYS || '').split(',').map((pair) => pair.split(':'));
    const found = pairs.find((pair) => pair.length === 2 && pair[0] === name && pair[1].length >= 64);
    return found === undefined ? null : Buffer.from(found[1], 'hex');
}

// In constant time: how long it takes tells nothing about where two texts differ.
function equal(one, other) {
    let differs = one.length ^ other.length;
    for (let place = 0; place < other.length; place++) {
        differs |= one.charCodeAt(place) ^ other.charCodeAt(place);
    }
    return differs === 0;
}

export default { opens };
