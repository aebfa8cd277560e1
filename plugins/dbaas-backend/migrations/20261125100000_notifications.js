// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('notification_states', table => {
    table.comment('What owners were told about their database services');
    table
      .string('subject', 512)
      .primary()
      .comment('cluster/namespace/name, or whom a summary was for');
    table
      .integer('version')
      .notNullable()
      .comment('Counts the changes: of replicas that see the same, one wins');
    table.text('told').comment('JSON; missing when nothing was told yet');
    table
      .text('before')
      .comment('What to go back to when it cannot be told, JSON');
    table
      .string('claimed_at')
      .comment('RFC 3339, in UTC; present while a replica is telling it');
    table
      .integer('attempts')
      .notNullable()
      .defaultTo(0)
      .comment('How often it could not be told');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('notification_states');
};
