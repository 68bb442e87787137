'use strict';
// Serves telegram-test-api on the port that is named. Two things that the Bot API always says and this double
// leaves out are added: that a bot is one, and in which chat a button is.
const { handle } = require('telegram-test-api/lib/routes/bot/utils');
const bot = { id: 123456, is_bot: true, first_name: '参保助手', username: 'TestNameBot' };
require('telegram-test-api/lib/routes/bot/getMe').getMe = (app) => {
  handle(app, '/bot:token/getMe', (_request, response) => response.sendResult({ ok: true, result: bot }));
};
const { TelegramServer } = require('telegram-test-api/lib/telegramServer');
const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const made = format(update);
  if (made.callback_query) made.callback_query.chat_instance = '1';
  return made;
};
new TelegramServer({ host: '127.0.0.1', port: Number(process.argv[2]) }).start();
