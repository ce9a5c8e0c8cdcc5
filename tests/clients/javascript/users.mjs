// Drives a running users-demo with @mattermost/client, the client of the web application.
// `node users.mjs --url http://127.0.0.1:8065 --username admin --password demo-secret`

import assert from 'node:assert/strict';

import {
    ID,
    Steps,
    assertUser,
    assertWireError,
    clientOf,
    isPng,
    oneTimeCode,
    picture,
    refused,
    target,
    uniqueName,
} from './support.mjs';

const { url, username, password } = target();
const admin = clientOf(url);
const steps = new Steps();
const step = steps.run.bind(steps);

const name = uniqueName('jo');
const email = `${name}+js@clients.test`;
const first = 'first-password-1';
const second = 'second-password-2';
/** The user that the steps are about, as last answered, and the user's own client. */
let user;
const own = clientOf(url);

const image = async (address) => {
    const response = await fetch(address, own.getOptions({ method: 'get' }));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'image/png');
    const bytes = Buffer.from(await response.arrayBuffer());
    assert.ok(isPng(bytes), 'a PNG');
    return bytes;
};

// Logging in.

await step('without a session there is no me', () => refused(401, clientOf(url).getMe()));

await step('a wrong password is refused', async () => {
    const client = clientOf(url);
    await refused(401, client.login(username, `${password}-not`));
    assert.equal(client.getToken(), '');
});

await step('an unknown login is refused', () =>
    refused(401, clientOf(url).login(uniqueName('nobody'), password)));

await step('the admin logs in', async () => {
    const profile = await admin.login(username, password);
    assert.match(admin.getToken(), ID);
    assert.equal(profile.username, username);
    assert.ok(profile.roles.split(' ').includes('system_admin'));
    assertUser(profile, { secrets: [password, admin.getToken()] });
});

await step('me is who logged in', async () => {
    const me = await admin.getMe();
    assertUser(me, { secrets: [password] });
    assert.equal(me.username, username);
    assert.deepEqual(await admin.getUser(me.id), me);
});

// Users.

await step('anybody creates an account, with a plus in the address', async () => {
    const created = { username: name, email, password: first, first_name: 'Jo', locale: 'en' };
    user = await clientOf(url).createUser(created, '', '');
    assertUser(user, { secrets: [first] });
    assert.equal(user.username, name);
    assert.equal(user.email, email);
    assert.equal(user.roles, 'system_user');
    assert.ok(!user.delete_at);
});

await step('a taken name is refused', () =>
    refused(400, admin.createUser({ username: name, email: `x${email}`, password: first }, '', '')));

await step('the user logs in by name, by address and by id', async () => {
    const profile = await own.login(name, first);
    assert.equal(profile.id, user.id);
    const other = clientOf(url);
    assert.equal((await other.login(email, first)).id, user.id);
    assert.notEqual(other.getToken(), own.getToken());
    assert.equal((await clientOf(url).loginById(user.id, first)).id, user.id);
});

await step('the user is found by id, by name and by address', async () => {
    assert.equal((await admin.getUser(user.id)).username, name);
    assert.equal((await admin.getUserByUsername(name)).id, user.id);
    assert.equal((await admin.getUserByEmail(email)).id, user.id);
    assert.deepEqual((await admin.getProfilesByIds([user.id])).map((found) => found.id), [user.id]);
    const named = await admin.getProfilesByUsernames([name]);
    assert.deepEqual(named.map((found) => found.id), [user.id]);
});

await step('an unknown user is not found', async () => {
    await refused(404, admin.getUser('z'.repeat(26)));
    await refused(404, admin.getUserByUsername(uniqueName('nobody')));
    await refused(404, admin.getUserByEmail(`${uniqueName('nobody')}@clients.test`));
});

await step('patching changes what it names and nothing else', async () => {
    const patched = await own.patchMe({ nickname: 'Jojo', props: { theme: 'dark' } });
    assert.equal(patched.nickname, 'Jojo');
    assert.equal(patched.first_name, 'Jo');
    assert.equal(patched.props.theme, 'dark');
    assert.ok(patched.update_at > user.update_at, 'update_at grows');
    // A position is sent by all clients; the API's users have none to show.
    user = await admin.patchUser({ id: user.id, last_name: 'Jansen', position: 'Pilot' });
    assert.equal(user.nickname, 'Jojo');
    assert.equal(user.last_name, 'Jansen');
    assert.ok(user.update_at > patched.update_at, 'update_at grows');
    assertUser(user, { secrets: [first] });
});

await step('a whole profile is sent back changed', async () => {
    const profile = await own.getMe();
    // The web application sends this boolean as a text.
    const timezone = { useAutomaticTimezone: 'true', automaticTimezone: 'Europe/Oslo', manualTimezone: '' };
    const updated = await own.updateUser({ ...profile, nickname: 'Josie', timezone });
    assert.equal(updated.nickname, 'Josie');
    assert.equal(updated.timezone.automaticTimezone, 'Europe/Oslo');
    assert.equal(updated.first_name, 'Jo');
    assert.equal(updated.last_name, 'Jansen');
    assert.equal(updated.email, email);
    assert.ok(updated.update_at > profile.update_at, 'update_at grows');
    user = updated;
});

await step('others are not for a user to change', async () => {
    const me = await admin.getMe();
    await refused(403, own.patchUser({ id: me.id, nickname: 'Mine' }));
    await refused(403, own.updateUserRoles(user.id, 'system_admin system_user'));
});

await step('searching finds the user', async () => {
    for (const term of [name, 'Josie']) {
        const found = await admin.searchUsers(term, { limit: 1000 });
        assert.ok(found.some((profile) => profile.id === user.id), term);
    }
    assert.deepEqual(await admin.searchUsers(uniqueName('nobody'), {}), []);
});

await step('autocompletion finds the user, with empty places', async () => {
    const { users } = await admin.autocompleteUsers(name, '', '');
    assert.deepEqual(users.map((found) => found.id), [user.id]);
});

await step('users come in pages', async () => {
    const [one] = await admin.getProfiles(0, 1);
    const [two] = await admin.getProfiles(1, 1);
    assert.notEqual(one.id, two.id);
    const { total_users_count: total } = await admin.getTotalUsersStats();
    assert.ok(total >= 2, `${total} users`);
    assert.deepEqual(await admin.getProfiles(100_000, 60), []);
});

await step('users are filtered and counted', async () => {
    const admins = await admin.getProfiles(0, 200, { active: true, roles: 'system_admin' });
    assert.ok(admins.some((found) => found.username === username));
    assert.ok(!admins.some((found) => found.id === user.id));
    // Without an order the client sends `sort=`.
    assert.deepEqual(await admin.getProfilesInTeam('z'.repeat(26)), []);
    const { total_users_count: counted } = await admin.getFilteredUsersStats({ roles: 'system_admin' });
    assert.equal(counted, admins.length);
});

await step('those without a team are listed, asked for with 1', async () => {
    const ids = [];
    for (let page = 0; ; page += 1) {
        const found = await admin.getProfilesWithoutTeam(page, 200);
        ids.push(...found.map((profile) => profile.id));
        if (found.length < 200) break;
    }
    assert.ok(ids.includes(user.id));
});

// The profile image.

await step('an uploaded image is read back, and another than the default', async () => {
    const original = await image(own.getDefaultProfilePictureUrl(user.id));
    assert.deepEqual(await image(own.getProfilePictureUrl(user.id, 0)), original);
    const uploaded = picture();
    const file = new File([uploaded], 'me.png', { type: 'image/png' });
    assert.equal((await own.uploadProfileImage('me', file)).status, 'OK');
    const { last_picture_update: changed } = await own.getMe();
    assert.equal(String(changed).length, 13);
    assert.deepEqual(await image(own.getProfilePictureUrl(user.id, changed)), uploaded);
    assert.notDeepEqual(uploaded, original);
    assert.deepEqual(await image(own.getDefaultProfilePictureUrl(user.id)), original);
});

await step('removing the image brings the default back', async () => {
    await own.setDefaultProfileImage(user.id);
    const original = await image(own.getDefaultProfilePictureUrl(user.id));
    assert.deepEqual(await image(own.getProfilePictureUrl(user.id, 1)), original);
});

await step('an upload without an image is refused', async () => {
    const form = new FormData();
    form.append('something', 'else');
    await refused(400, own.doFetch(`${own.getUserRoute('me')}/image`, { method: 'post', body: form }));
});

// Personal access tokens.

await step('a personal access token lives and dies', async () => {
    const made = await own.createUserAccessToken(user.id, 'for a script');
    assert.match(made.id, ID);
    assert.match(made.token, ID);
    assert.equal(made.user_id, user.id);
    assert.equal(made.description, 'for a script');
    const script = clientOf(url, made.token);
    assert.equal((await script.getMe()).id, user.id);

    const lists = [
        await own.getUserAccessTokensForUser(user.id, 0, 200),
        await admin.getUserAccessTokens(0, 200),
        [await own.getUserAccessToken(made.id)],
    ];
    for (const list of lists) {
        const listed = list.find((token) => token.id === made.id);
        assert.equal(listed?.description, 'for a script');
        assert.equal(listed.is_active, true);
        assert.ok(!JSON.stringify(list).includes(made.token), 'the secret is shown once');
    }

    await own.disableUserAccessToken(made.id);
    await refused(401, script.getMe());
    // What is false may be left out.
    assert.ok(!(await own.getUserAccessToken(made.id)).is_active);
    await own.enableUserAccessToken(made.id);
    assert.equal((await script.getMe()).id, user.id);
    await own.revokeUserAccessToken(made.id);
    await refused(401, script.getMe());
    await refused(404, own.getUserAccessToken(made.id));
});

// Sessions and passwords.

await step('a revoked session ends', async () => {
    const other = clientOf(url);
    const before = new Set((await own.getSessions('me')).map((session) => session.id));
    await other.login(name, first);
    const sessions = await own.getSessions('me');
    const opened = sessions.filter((session) => !before.has(session.id));
    assert.equal(opened.length, 1);
    assert.ok(!JSON.stringify(sessions).includes(other.getToken()), 'no session token');
    await own.revokeSession(user.id, opened[0].id);
    await refused(401, other.getMe());
    assert.equal((await own.getMe()).id, user.id);
});

await step('an admin sets a password, and the old sessions end', async () => {
    await admin.updateUserPassword(user.id, '', second);
    await refused(401, own.getMe());
    await refused(401, clientOf(url).login(name, first));
    await own.login(name, second);
});

await step('one-time codes are asked for once they are on', async () => {
    const { secret, qr_code: code } = await own.generateMfaSecret(user.id);
    assert.ok(isPng(Buffer.from(code, 'base64')), 'the QR code is a PNG');
    // The code of the step before is taken as well, which leaves this step's for the login.
    await own.updateUserMfa(user.id, true, oneTimeCode(secret, -1));
    assert.equal((await clientOf(url).checkUserMfa(name)).mfa_required, true);
    await refused(401, clientOf(url).login(name, second));
    await refused(401, clientOf(url).login(name, second, oneTimeCode(secret, -1000)));
    const profile = await clientOf(url).login(name, second, oneTimeCode(secret));
    assert.equal(profile.mfa_active, true);
    await admin.updateUserMfa(user.id, false, '');
    await clientOf(url).login(name, second);
});

await step('terms of service are accepted and declined', async () => {
    const address = `${own.getUserRoute('me')}/terms_of_service`;
    await own.updateMyTermsOfServiceStatus('anyterms', true);
    const accepted = await own.doFetch(address, { method: 'get' });
    assert.equal(accepted.terms_of_service_id, 'anyterms');
    assert.equal(accepted.user_id, user.id);
    await own.updateMyTermsOfServiceStatus('anyterms', false);
    await refused(404, own.doFetch(address, { method: 'get' }));
});

await step('a browser works with cookies, and writes with its CSRF token', async () => {
    const body = JSON.stringify({ login_id: name, password: second });
    const login = { method: 'post', body };
    const { response } = await clientOf(url).doFetchWithResponse(`${own.getUsersRoute()}/login`, login);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
    const names = cookies.map((cookie) => cookie.split('=', 1)[0]);
    assert.deepEqual(names.sort(), ['MMAUTHTOKEN', 'MMCSRF', 'MMUSERID']);
    const browser = clientOf(url);
    browser.setHeader('Cookie', cookies.join('; '));
    assert.equal((await browser.getMe()).id, user.id);
    await refused(401, browser.patchMe({ nickname: 'Forged' }));
    browser.setCSRF(cookies.find((cookie) => cookie.startsWith('MMCSRF=')).slice('MMCSRF='.length));
    assert.equal((await browser.patchMe({ nickname: 'Jay' })).nickname, 'Jay');
    await browser.logout();
    await refused(401, browser.getMe());
});

// Leaving.

await step('a deactivated user is out, and comes back', async () => {
    await admin.updateUserActive(user.id, false);
    await refused(401, own.getMe());
    await refused(401, clientOf(url).login(name, second));
    assert.equal(String((await admin.getUser(user.id)).delete_at).length, 13);
    assert.deepEqual(await admin.searchUsers(name, {}), []);
    const [found] = await admin.searchUsers(name, { allow_inactive: true });
    assert.equal(found.id, user.id);
    await admin.updateUserActive(user.id, true);
    await own.login(name, second);
    assert.ok(!(await own.getMe()).delete_at);
});

await step('logging out ends the session', async () => {
    const token = own.getToken();
    assert.equal((await own.logout()).status, 200);
    assert.equal(own.getToken(), '');
    await refused(401, clientOf(url, token).getMe());
});

// Requests that no operation answers.

await step('every error has the wire form', async () => {
    const json = { 'Content-Type': 'application/json' };
    const post = (body, headers = json) => ({ method: 'POST', headers, body });
    for (const [status, path, request] of [
        [400, '/users/login', post('{"login_id":')],
        [400, '/users/login', post('{"login_id":5}')],
        [400, '/users?page=few', admin.getOptions({ method: 'get' })],
        [401, '/users', {}],
        [404, '/nothing/here', {}],
        [405, '/users/login', { method: 'PUT', headers: json, body: '{}' }],
        [413, '/users/login', post(JSON.stringify({ login_id: 'x'.repeat(1_200_000) }))],
        [415, '/users/login', post('login_id=x', { 'Content-Type': 'text/plain' })],
    ]) {
        const address = `${url}/api/v4${path}`;
        await assertWireError(await fetch(address, request), status);
    }
    await assertWireError(await fetch(`${url}/elsewhere`), 404);
});

await step('the admin tidies up and logs out', async () => {
    await admin.updateUserActive(user.id, false);
    const token = admin.getToken();
    await admin.logout();
    await refused(401, clientOf(url, token).getMe());
});

steps.finish();
