// What the steps are made with: arguments, the runner, pictures, one-time codes, errors.

import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';

import client from '@mattermost/client';

const { Client4, ClientError } = client;

/** What an id, a session token and a request id look like. */
export const ID = /^[a-z0-9]{26}$/;

/** Where the server is and who its admin is: `--url`, `--username`, `--password`, or the environment. */
export function target() {
    const text = { type: 'string' };
    const { values } = parseArgs({ options: { url: text, username: text, password: text } });
    const {
        USERS_DEMO_URL = 'http://127.0.0.1:8065',
        USERS_DEMO_USERNAME = 'admin',
        USERS_DEMO_PASSWORD,
    } = process.env;
    const password = values.password ?? USERS_DEMO_PASSWORD;
    if (!password) {
        console.error('the password of the admin is needed: --password, or USERS_DEMO_PASSWORD');
        process.exit(2);
    }
    const url = values.url ?? USERS_DEMO_URL;
    return {
        // The client adds the API's base path itself.
        url: url.replace(/\/+$/, '').replace(/\/api\/v4$/, ''),
        username: values.username ?? USERS_DEMO_USERNAME,
        password,
    };
}

/** A client without a session. */
export function clientOf(url, token = '') {
    const fresh = new Client4();
    fresh.setUrl(url);
    fresh.setToken(token);
    return fresh;
}

/** Runs the steps in turn and prints a line for each. Those after a failure still run. */
export class Steps {
    count = 0;
    failed = 0;

    async run(name, step) {
        this.count += 1;
        try {
            await step();
            console.log(`ok ${this.count} - ${name}`);
        } catch (error) {
            this.failed += 1;
            console.log(`not ok ${this.count} - ${name}`);
            console.log(String(error?.stack ?? error).replace(/^/gm, '    '));
        }
    }

    finish() {
        console.log(`${this.count - this.failed} of ${this.count} steps passed`);
        process.exitCode = this.failed === 0 ? 0 : 1;
    }
}

/** The call fails with this status, and the client finds every part of the error that it reads. */
export async function refused(status, call) {
    const error = await call.then(
        (value) => assert.fail(`succeeded with ${JSON.stringify(value)}, not ${status}`),
        (error) => error,
    );
    assert.ok(error instanceof ClientError, `no error of the client: ${error.stack}`);
    assert.equal(error.status_code, status, error.message);
    assert.match(error.server_error_id, /./);
    assert.match(error.message, /./);
    assert.equal(typeof error.detailed_error, 'string');
    return error;
}

/** The answer is an error in the wire form that all clients read. */
export async function assertWireError(response, status) {
    const text = await response.text();
    assert.equal(response.status, status, text);
    assert.equal(response.headers.get('content-type'), 'application/json');
    const error = JSON.parse(text);
    const keys = ['detailed_error', 'id', 'message', 'request_id', 'status_code'];
    assert.deepEqual(Object.keys(error).sort(), keys);
    assert.equal(error.status_code, status);
    assert.match(error.request_id, ID);
    assert.match(error.id, /./);
    assert.match(error.message, /./);
    assert.equal(typeof error.detailed_error, 'string');
}

/** A user as every answer has to show it: ids and times in their form, and no secret. */
export function assertUser(user, { secrets = [] } = {}) {
    assert.match(user.id, ID);
    for (const time of [user.create_at, user.update_at]) {
        assert.equal(String(time).length, 13, `a time in milliseconds: ${time}`);
    }
    assert.ok(!user.password, 'no password');
    for (const secret of secrets) {
        assert.ok(!JSON.stringify(user).includes(secret), 'no secret');
    }
}

/** A name that no earlier run has used on the same server. */
export function uniqueName(prefix) {
    return `${prefix}${randomBytes(5).toString('hex')}`;
}

/** A small PNG of random colours. */
export function picture() {
    const side = 16;
    const rows = Array.from({ length: side }, () => [Buffer.from([0]), randomBytes(3 * side)]);
    const header = Buffer.alloc(13);
    header.writeUInt32BE(side, 0);
    header.writeUInt32BE(side, 4);
    // 8 bits a channel, RGB.
    header.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([
        Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
        chunk('IHDR', header),
        chunk('IDAT', deflateSync(Buffer.concat(rows.flat()))),
        chunk('IEND', Buffer.alloc(0)),
    ]);
}

function chunk(type, data) {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(named.length + 8);
    framed.writeUInt32BE(data.length, 0);
    framed.set(named, 4);
    framed.writeUInt32BE(crc32(named), named.length + 4);
    return framed;
}

/** Whether the bytes begin as a PNG does. */
export function isPng(bytes) {
    return Buffer.from(bytes).subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
}

/** The one-time code of a Base32 secret, so many steps of 30 seconds away from now. */
export function oneTimeCode(secret, steps = 0) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
    const digest = createHmac('sha1', base32(secret)).update(counter).digest();
    const offset = digest[19] & 0xf;
    const number = (digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
    return String(number).padStart(6, '0');
}

function base32(text) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    let bits = '';
    for (const letter of text.replace(/=+$/, '')) {
        const value = alphabet.indexOf(letter);
        assert.ok(value >= 0, `Base32: ${letter}`);
        bits += value.toString(2).padStart(5, '0');
    }
    return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
