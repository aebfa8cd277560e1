import { accessRole, composedName, devDatabase } from './names';

describe('composedName', () => {
  it('is readable and ends with a digest', () => {
    expect(composedName('orders-db', 'orders')).toMatch(
      /^orders-db-orders-[0-9a-f]{8}$/,
    );
  });

  it('is the same for the same parts', () => {
    expect(composedName('a', 'b')).toBe(composedName('a', 'b'));
  });

  it.each([
    [
      ['orders', 'db-app'],
      ['orders-db', 'app'],
    ],
    [
      ['orders', 'a_b'],
      ['orders', 'a-b'],
    ],
    [['ab'], ['a', 'b']],
  ])('differs between %j and %j', (one, other) => {
    expect(composedName(...one)).not.toBe(composedName(...other));
  });

  it.each([
    [['orders_db', 'Component', 'apps']],
    [['x'.repeat(40), 'y'.repeat(63), 'z'.repeat(63)]],
    [[`${'x'.repeat(53)}-`, 'y']],
  ])('is a DNS label for %j', parts => {
    expect(composedName(...parts)).toMatch(
      /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])$/,
    );
  });
});

describe('names inside PostgreSQL', () => {
  it('cannot be requested, so they never meet a requested name', () => {
    expect(accessRole('orders', 'owner')).toBe('orders~owner');
    expect(accessRole('orders', 'readWrite')).toBe('orders~rw');
    expect(accessRole('orders', 'readOnly')).toBe('orders~ro');
    expect(devDatabase('orders')).toBe('orders~dev');
  });

  it('stay within what PostgreSQL keeps, and apart from each other', () => {
    const long = 'x'.repeat(62);
    const names = [`${long}a`, `${long}b`].flatMap(database => [
      accessRole(database, 'owner'),
      devDatabase(database),
    ]);
    expect(names.every(name => name.length <= 63)).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });
});
