// @ts-check

const BEFORE = ['cluster', 'namespace', 'name', 'subject', 'sequence'];
const NOW = [
  'cluster',
  'namespace',
  'name',
  'subject',
  'resource_key',
  'sequence',
];

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('transitions', table => {
    table
      .string('resource_key', 64)
      .notNullable()
      .defaultTo('')
      .comment('Digest of the object that a finding is about, empty for none');
    table.text('resource').comment('That object, JSON');
    table.dropUnique(BEFORE, 'transitions_once');
    table.unique(NOW, { indexName: 'transitions_once' });
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  // Without the objects, what is known of each of them would collide.
  await knex('transitions').whereNot('resource_key', '').delete();
  await knex.schema.alterTable('transitions', table => {
    table.dropUnique(NOW, 'transitions_once');
    table.dropColumn('resource');
    table.dropColumn('resource_key');
    table.unique(BEFORE, { indexName: 'transitions_once' });
  });
};
