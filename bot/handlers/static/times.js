// Times as a chat shows them, on Beijing's calendar.

const ZONE = "Asia/Shanghai";
const DAY_MS = 24 * 60 * 60 * 1000;
const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const weekday = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, weekday: "long" });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

/** Pause after which a time is shown again. */
export const PAUSE_MS = 5 * 60 * 1000;

/** “14:05”， “昨天 14:05”， “星期二 14:05”， “3月1日 14:05”， with the year where it is another. */
export function timeLabel(at, now = new Date()) {
  const time = clock.format(at);
  const [year, month, date] = day.format(at).split("-").map(Number);
  const days = Math.round((Date.parse(day.format(now)) - Date.parse(day.format(at))) / DAY_MS);
  if (days === 0) return time;
  if (days === 1) return `昨天 ${time}`;
  if (days > 1 && days < 7) return `${weekday.format(at)} ${time}`;
  const thisYear = Number(day.format(now).slice(0, 4));
  return `${year === thisYear ? "" : `${year}年`}${month}月${date}日 ${time}`;
}
