// A blog with Sequelize 7.
process.env.SEQUELIZE = '7';
await import('./sequelize.mjs');
