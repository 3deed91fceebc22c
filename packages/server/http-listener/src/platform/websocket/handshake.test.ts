/** Which requests ask for a WebSocket, and which handshakes are valid. */
import { describe, expect, it } from 'vitest';
import { judgeHandshake, streamedAnswer } from './handshake.ts';

const upgrade = { upgrade: 'websocket', connection: 'Upgrade' };

describe('streamedAnswer', () => {
  it.each([
    ['/api/v1/pods?watch=true', 'watch'],
    ['/api/v1/pods?watch=1&timeoutSeconds=5', 'watch'],
    ['/api/v1/watch/pods', 'watch'],
    ['/apis/apps/v1/namespaces/a/deployments?watch=true', 'watch'],
    ['/api/v1/namespaces/a/pods/b/log?follow=true', 'log'],
    ['/api/v1/pods', undefined],
    ['/api/v1/pods?watch=false', undefined],
    ['/api/v1/namespaces/a/pods/b?watch=true', undefined],
    ['/api/v1/namespaces/a/pods/b/exec?command=a', undefined],
    ['/api/v1/namespaces/a/pods/b/proxy/log', undefined],
    ['/apis/apps/v1/namespaces/a/pods/b/log', undefined],
    ['/version', undefined],
    ['/api/v1/watch', undefined],
    ['/api/v1/%zz?watch=true', undefined],
    ['*', undefined],
  ])('of GET %s is %s', (url, streamed) => {
    expect(streamedAnswer({ method: 'GET', url, headers: upgrade })).toBe(streamed);
  });

  it('needs GET and a WebSocket', () => {
    const url = '/api/v1/pods?watch=true';
    expect(streamedAnswer({ method: 'GET', url, headers: { upgrade: 'WebSocket' } })).toBe('watch');
    expect(streamedAnswer({ method: 'POST', url, headers: upgrade })).toBeUndefined();
    expect(streamedAnswer({ method: 'GET', url, headers: { upgrade: 'SPDY/3.1' } })).toBeUndefined();
    expect(streamedAnswer({ method: 'GET', url, headers: {} })).toBeUndefined();
  });
});

describe('judgeHandshake', () => {
  const good = { ...upgrade, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };
  const token = 'base64url.bearer.authorization.k8s.io.dA';

  it.each([
    ['watch', '', ''],
    ['watch', 'base64.binary.k8s.io', 'base64.binary.k8s.io'],
    ['watch', `${token}, v4.channel.k8s.io`, 'v4.channel.k8s.io'],
    ['log', '', ''],
    ['log', 'binary.k8s.io', 'binary.k8s.io'],
    ['log', `x,base64.binary.k8s.io, ${token}`, 'base64.binary.k8s.io'],
  ] as const)('of a %s that offers %j accepts %j', (streamed, offered, protocol) => {
    const headers = { ...good, 'sec-websocket-protocol': offered };
    expect(judgeHandshake(headers, streamed)).toEqual({ accepted: true, protocol });
  });

  it.each([
    ['watch', { 'sec-websocket-protocol': 'a, b' }, 400],
    ['log', { 'sec-websocket-protocol': 'channel.k8s.io' }, 403],
    ['watch', { 'sec-websocket-version': '8' }, 400],
    ['watch', { 'sec-websocket-version': '' }, 400],
    ['log', { 'sec-websocket-key': '' }, 400],
    ['log', { 'sec-websocket-key': 'short' }, 400],
  ] as const)('of a %s refuses %j with %i', (streamed, headers, status) => {
    expect(judgeHandshake({ ...good, ...headers }, streamed)).toMatchObject({ accepted: false, status });
  });
});
