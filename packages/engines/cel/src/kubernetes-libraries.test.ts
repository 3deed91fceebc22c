/** The CEL libraries of Kubernetes: results and error messages. */
import { compileRe2 } from '@kubets/machinery/patterns';
import { describe, expect, it } from 'vitest';
import {
  type AuthorizationAnswer,
  type AuthorizationCheck,
  authorizerType,
  CelAuthorizer,
} from './authorizer-library.ts';
import { CelPending, evaluateWaiting } from './evaluate-waiting.ts';
import { CelCompileError } from './issues.ts';
import { jsonPatchLibrary, kubernetesCel } from './kubernetes-environment.ts';
import { CelProgramError } from './plan.ts';
import { toNative } from './to-native.ts';
import { celTypes } from './types.ts';

const environment = kubernetesCel({
  compilePattern: compileRe2,
  libraries: [jsonPatchLibrary],
  variables: { authorizer: authorizerType, data: celTypes.dyn },
});

function evaluate(source: string, variables: Readonly<Record<string, unknown>> = {}): unknown {
  try {
    const outcome = environment.compile(source).evaluate(variables);
    return 'error' in outcome ? `error: ${outcome.error}` : toNative(outcome.value);
  } catch (error) {
    if (error instanceof CelCompileError || error instanceof CelProgramError) return `refused: ${error.message}`;
    throw error;
  }
}

describe('Kubernetes libraries: expressions that are true', () => {
  it.each([
    // Lists
    "[1, 2, 3].isSorted() && !['b', 'a'].isSorted() && [3, 1, 2].max() == 3 && [3, 1, 2].min() == 1",
    "[duration('1s'), duration('2m')].sum() == duration('121s') && [1.5, 2.5].sum() == 4.0 && [].sum() == 0",
    "['a', 'b', 'a'].indexOf('a') == 0 && ['a', 'b', 'a'].lastIndexOf('a') == 2 && ['a'].indexOf('c') == -1",
    '[1, 2, 3, 4].slice(1, 3) == [2, 3] && [[1], [2, 3]].flatten() == [1, 2, 3] && [3, 1, 2].sort() == [1, 2, 3]',
    "[{'n': 2}, {'n': 1}].sortBy(x, x.n)[0].n == 1 && [1, 1, 2].distinct() == [1, 2] && [1, 2].reverse() == [2, 1]",
    'lists.range(3) == [0, 1, 2] && [1, 2].first().value() == 1 && ![].last().hasValue()',
    'sets.contains([1, 2, 3], [1, 3]) && sets.equivalent([1, 2, 2], [2, 1]) && !sets.intersects([1], [2])',
    // Strings and patterns
    "'hello'.charAt(1) == 'e' && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && ['x', 'y'].join('-') == 'x-y'",
    "'𝒳y𝒳'.size() == 3 && '𝒳y𝒳'.indexOf('𝒳', 1) == 2 && '𝒳y'.substring(1) == 'y' && '𝒳y'.charAt(0) == '𝒳'",
    "'abc 123 def'.find('[0-9]+') == '123' && 'a1b2c3'.findAll('[0-9]', 2) == ['1', '2'] && 'x'.find('y') == ''",
    "'%s has %d of %.1f%%'.format([dyn('a'), 2, 3.25]) == 'a has 2 of 3.2%' && '%x'.format([255]) == 'ff'",
    "'%f'.format([1234567.5]) == '1,234,567.500000' && strings.quote('a\"b') == '\"a\\\\\"b\"'",
    // URLs
    "url('https://example.com:80/a%20b?x=1&x=2&y#f').getQuery() == {'x': ['1', '2'], 'y': ['']}",
    "url('https://[::1]:80/').getHostname() == '::1' && url('https://[::1]:80/').getPort() == '80'",
    "url('https://user@example.com/a b').getHost() == 'example.com' && url('/a b').getEscapedPath() == '/a%20b'",
    "isURL('https://a.b') && isURL('/path') && !isURL('a.b/c') && !isURL('https://a.b:x/') && !isURL('')",
    "url('https://a.b/c') == url('https://a.b/c') && url('HTTPS://a.b').getScheme() == 'https'",
    // Quantities
    "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1k') == quantity('1000') && isQuantity('1.5Mi')",
    "quantity('50k').add(20).sub(quantity('100k')).sub(-50000).asInteger() == 20 && sign(quantity('-1')) == -1",
    "!quantity('50.7').isInteger() && quantity('50.7').asApproximateFloat() == 50.7 && !isQuantity('1 Gi')",
    // Addresses
    "ip('192.168.0.1').family() == 4 && ip('::1').isLoopback() && ip('fe80::1').isLinkLocalUnicast()",
    "ip('224.0.0.1').isLinkLocalMulticast() && ip('10.0.0.1').isGlobalUnicast() && ip('0.0.0.0').isUnspecified()",
    "!isIP('1.2.3.04') && !isIP('::ffff:1.2.3.4') && ip.isCanonical('2001:db8::1') && !ip.isCanonical('2001:DB8::1')",
    "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')",
    "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && string(cidr('10.1.2.3/8').ip()) == '10.1.2.3'",
    "cidr('::/64').prefixLength() == 64 && string(cidr('::/64')) == '::/64' && type(ip('::1')) == net.IP",
    // Versions
    "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-rc.2').isLessThan(semver('1.0.0-rc.10'))",
    "semver('v01.2', true) == semver('1.2.0') && !isSemver('v1.2.3') && !isSemver('1.2') && isSemver('1.2', true)",
    "semver('1.0.0+a').compareTo(semver('1.0.0+b')) == 0 && semver('1.2.3-a').major() == 1 && semver('1.2.3').patch() == 3",
    // Formats
    "!format.dns1123Label().validate('my-name').hasValue() && format.named('uuid').hasValue()",
    "format.dns1123Label().validate('My').value()[0].startsWith('a lowercase RFC 1123 label must consist of')",
    "format.uri().validate('nope').value() == ['parse \"nope\": invalid URI for request']",
    "format.date().validate('2026-02-30').value() == ['invalid date'] && !format.named('none').hasValue()",
    // Optionals and two-variable comprehensions
    "{'a': {'b': 1}}.?a.?b.orValue(2) == 1 && {'a': 1}[?'b'].orValue(2) == 2 && [?optional.none(), ?optional.of(1)] == [1]",
    "{?'a': optional.none(), 'b': 1} == {'b': 1} && optional.of(2).optMap(x, x + 1).value() == 3",
    "[1, 2].transformMap(i, v, v * 10) == {0: 10, 1: 20} && {'a': 1}.transformList(k, v, k + string(v)) == ['a1']",
    "{'a': 1}.transformMapEntry(k, v, {v: k}) == {1: 'a'} && [5].exists(i, v, i == 0 && v == 5)",
    // Comparisons across numeric types, and others
    "1 < 1.5 && 2u > 1 && 1.0 <= 1u && dyn(1) == 1.0 && {1: 'a'}[dyn(1.0)] == 'a'",
    "jsonpatch.escapeKey('a/b~c') == 'a~1b~0c'",
    "timestamp('2026-03-29T01:30:00Z').getHours('Europe/Berlin') == 3 && duration('90m').getHours() == 1",
  ])('%s', (source) => {
    expect(evaluate(source)).toBe(true);
  });
});

describe("Kubernetes libraries: errors at runtime, with upstream's messages", () => {
  it.each([
    ['[].max() == 1', 'error: max called on empty list'],
    [
      "quantity('x') == quantity('1')",
      "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    ["quantity('1.5').asInteger()", 'error: cannot convert value to integer'],
    [
      "ip('1.2.3')",
      'error: IP Address "1.2.3" parse error during conversion from string: ParseAddr("1.2.3"): IPv4 address too short',
    ],
    ["ip('fe80::1%eth0')", 'error: IP address "fe80::1%eth0" with zone value is not allowed'],
    ["ip('::ffff:1.2.3.4')", 'error: IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'],
    ["url('a')", 'error: URL parse error during conversion from string: parse "a": invalid URI for request'],
    ["semver('1')", 'error: No Major.Minor.Patch elements found'],
    ["'abc'.substring(5)", 'error: index out of range: 5'],
    ["'abc'.substring(2, 1)", 'error: invalid substring range. start: 2, end: 1'],
    ['[1].slice(0, 2)', 'error: cannot slice(0, 2), list is length 1'],
    ['optional.none().value()', 'error: optional.none() dereference'],
    ["'a'.find(string(data) + '(')", 'error: Illegal regex: error parsing regexp: missing closing ): `5(`'],
    ['[1, 2][data]', 'error: index out of bounds: 5'],
    ['data.field', 'error: no such key: field'],
    ["data + 'a'", 'error: no such overload'],
    ['data / 0', 'error: division by zero'],
    ['data % 0', 'error: modulus by zero'],
    ['9223372036854775807 + data', 'error: integer overflow'],
    ["timestamp('9999-12-31T23:59:59Z') + duration('1s')", 'error: timestamp overflow'],
    ["string(b'\\xff')", 'refused: invalid UTF-8 in bytes, cannot convert to string'],
    ["int('x')", "refused: type conversion error from 'string' to 'int'"],
    [
      '{1: data}.transformMapEntry(k, v, {data: 1}) == {5: 1} && {1: 1, 2: 2}.transformMapEntry(k, v, {0: v}) == {}',
      'error: insert failed: key 0 already exists',
    ],
  ])('%s', (source, expected) => {
    expect(evaluate(source, { data: 5 })).toBe(expected);
  });

  it.each([
    ["duration('x')", '1:10: invalid duration argument'],
    ["timestamp('x')", '1:11: invalid timestamp argument'],
    ["'a'.matches('(')", '1:13: invalid matches argument'],
    ["[1, 'a']", "1:5: expected type 'int' but found 'string'"],
    [
      "'%d'.format(['a'])",
      '1:14: error during formatting: decimal clause can only be used on integers, was given string',
    ],
    ["'%s'.format([1, 2])", '1:12: too many arguments supplied to string.format (expected 1, got 2)'],
    ["'%q'.format([1])", '1:12: could not parse formatting clause: unrecognized formatting clause "q"'],
    ['1 == 1.0', "1:3: found no matching overload for '_==_' applied to '(int, double)'"],
    ['nope', "1:1: undeclared reference to 'nope' (in container '')"],
    ["'a'.nope()", "1:9: undeclared reference to 'nope' (in container '')"],
    [
      '1 +',
      "1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
    ],
    ['(1', "1:3: Syntax error: mismatched input '<EOF>' expecting ')'"],
    ['[1].all(1, true)', '1:9: argument must be a simple name'],
    ['has(data)', '1:5: invalid argument to has() macro'],
  ])('%s does not compile', (source, expected) => {
    expect(evaluate(source)).toContain(`ERROR: <input>:${expected}\n | ${source}`);
  });
});

describe('the authorizer library', () => {
  it('passes the attributes of the expression to the authorizer', () => {
    const asked: AuthorizationCheck[] = [];
    const authorizer = new CelAuthorizer((check) => {
      asked.push(check);
      return check.verb === 'get' ? { allowed: true, reason: 'because' } : { allowed: false, error: 'broken' };
    });
    const pods = "authorizer.serviceAccount('ns', 'sa').group('').resource('pods').namespace('n').labelSelector('a=b')";
    expect(evaluate(`${pods}.check('get').reason()`, { authorizer })).toBe('because');
    expect(evaluate("authorizer.path('/healthz').check('post').errored()", { authorizer })).toBe(true);
    expect(asked).toEqual([
      {
        user: { namespace: 'ns', serviceAccount: 'sa' },
        group: '',
        resource: 'pods',
        namespace: 'n',
        labelSelector: 'a=b',
        verb: 'get',
      },
      { path: '/healthz', verb: 'post' },
    ]);
    expect(evaluate("authorizer.path(' ').check('get').allowed()", { authorizer })).toBe(
      'error: path must not be empty',
    );
  });

  it('evaluateWaiting waits for asynchronous decisions, each of which is asked for once', async () => {
    const answers = new Map<string, AuthorizationAnswer>();
    const program = environment.compile(
      "['get', 'list', 'get'].filter(verb, authorizer.path('/a').check(verb).allowed()).size()",
    );
    const asked: string[] = [];
    const authorizer = new CelAuthorizer(({ verb }) => {
      const known = answers.get(verb);
      if (known !== undefined) return known;
      throw new CelPending(async () => {
        asked.push(verb);
        answers.set(verb, { allowed: verb === 'get' });
      });
    });
    const outcome = await evaluateWaiting(() => program.evaluate({ authorizer }, { costLimit: 2_000_000 }));
    expect(outcome).toMatchObject({ value: 2n });
    expect(asked).toEqual(['get', 'list']);
  });

  it('allows two checks in one expression and exceeds the cost limit with three', () => {
    const authorizer = new CelAuthorizer(() => ({ allowed: true }));
    const check = "authorizer.path('/a').check('get').allowed()";
    expect(evaluate(`${check} && ${check}`, { authorizer })).toBe(true);
    expect(evaluate(`${check} && ${check} && ${check}`, { authorizer })).toBe(
      'error: operation cancelled: actual cost limit exceeded',
    );
  });
});

describe('the cache of compiled programs', () => {
  it('evicts the least recently used program', () => {
    const small = kubernetesCel({ compilePattern: compileRe2, cacheSize: 2 });
    const [one, two] = [small.compile('1'), small.compile('2')];
    expect(small.compile('1')).toBe(one);
    small.compile('3');
    expect(small.compile('1')).toBe(one);
    expect(small.compile('2')).not.toBe(two);
  });
});
