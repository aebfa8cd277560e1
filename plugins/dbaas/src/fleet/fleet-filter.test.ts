import { NO_FILTER, narrows, parseFleetFilter, queryOf } from './fleet-filter';

const parse = (search: string) => parseFleetFilter(new URLSearchParams(search));

describe('the filter in an address', () => {
  it('says nothing without parameters', () => {
    expect(parse('')).toEqual(NO_FILTER);
    expect(queryOf(NO_FILTER)).toEqual({});
  });

  it.each([
    ['state=failed', { state: ['failed'] }],
    ['state=rotten', {}],
    ['layer=schema', { layer: ['schema'] }],
    ['layer=roof', {}],
    [
      'owner=group:default/team-orders',
      { owner: ['group:default/team-orders'] },
    ],
    ['placement=aws', { placement: ['aws'] }],
    ['cluster=platform&text=ord', { cluster: ['platform'], text: 'ord' }],
    ['sort=-since', { sort: '-since' }],
    ['sort=colour', {}],
  ])('%s', (search, query) => {
    expect(queryOf(parse(search))).toEqual(query);
  });

  it.each([
    ['', false],
    ['sort=name', false],
    ['layer=schema', true],
    ['text=a', true],
  ])('whether "%s" leaves anything out: %s', (search, expected) => {
    expect(narrows(parse(search))).toBe(expected);
  });
});
