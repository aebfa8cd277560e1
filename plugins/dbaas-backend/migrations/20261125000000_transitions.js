// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('transitions', table => {
    table.comment('State changes of database services and their layers');
    table.bigIncrements('id');
    table.string('cluster').notNullable();
    table.string('namespace').notNullable();
    table.string('name').notNullable();
    table
      .string('subject')
      .notNullable()
      .comment('"service", or the layer that changed');
    table.string('from_state').comment('Missing for the first state known');
    table.string('to_state').notNullable();
    table.text('headline').notNullable();
    table.string('at').notNullable().comment('RFC 3339, in UTC');
    table
      .integer('sequence')
      .notNullable()
      .comment(
        'Counts the transitions of one subject: two replicas that see the same change collide',
      );
    table.unique(['cluster', 'namespace', 'name', 'subject', 'sequence'], {
      indexName: 'transitions_once',
    });
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('transitions');
};
