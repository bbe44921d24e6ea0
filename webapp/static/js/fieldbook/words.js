// Words, days and names, in plain Vietnamese.
export const fold = (text) => (text || "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

const two = (number) => String(number).padStart(2, "0");
export const isoDay = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
export const dayAfter = (date, days) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);

// 12/3, as on the rest of the site; the year only where it is another one.
export function showDay(iso, today) {
  const [year, month, day] = iso.split("-").map(Number);
  return `${day}/${month}${year === today.getFullYear() ? "" : `/${year}`}`;
}

const WEEKDAYS = ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"];
export function dayName(date, today) {
  const days = Math.round((dayAfter(date, 0) - dayAfter(today, 0)) / 86400000);
  const name = days === 0 ? "Hôm nay" : days === 1 ? "Mai" : WEEKDAYS[date.getDay()];
  return `${name} ${date.getDate()}/${date.getMonth() + 1}`;
}

// When something was written down: "8:05 hôm nay", "hôm qua", "12/3".
export function since(moment, today) {
  const date = new Date(moment);
  const days = Math.round((dayAfter(today, 0) - dayAfter(date, 0)) / 86400000);
  if (days === 0) return `${date.getHours()}:${two(date.getMinutes())}`;
  return days === 1 ? "hôm qua" : showDay(isoDay(date), today);
}

// How far a clock is off, said as a person would.
export function span(milliseconds) {
  const minutes = Math.round(Math.abs(milliseconds) / 60000);
  if (minutes < 60) return `${minutes} phút`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return `${hours} giờ`;
  const days = Math.round(hours / 24);
  return days < 400 ? `${days} ngày` : `khoảng ${Math.round(days / 365)} năm`;
}

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const given = (name) => name.trim().split(/\s+/).pop();
export const called = (person) => capital([person.form, given(person.name)].filter(Boolean).join(" "));

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
