// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('transitions', table => {
    // Old transitions are looked for by time.
    table.index(['at'], 'transitions_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('transitions', table => {
    table.dropIndex(['at'], 'transitions_at');
  });
};
