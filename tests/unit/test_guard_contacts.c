/* SPDX-License-Identifier: MIT */
/* Contacts in what a model says: what an obedient model would write, and everyday texts. */
#include "core/guard.h"

#include <string.h>

#include "core/contact.h"
#include "test_core.h"

/* What must be caught, and as what. */
static const struct {
	const char *text, *name;
} caught[] = {
	/* phones in digits, however they are set */
	{ "Звоните +7 916 123-45-67", "contact" },
	{ "Мой номер 89161234567", "contact" },
	{ "8 (916) 123 45 67", "contact" },
	{ "8.916.123.45.67 жду", "contact" },
	{ "+7_916_123_45_67", "contact" },
	{ "8 9 1 6 1 2 3 4 5 6 7", "contact" },
	{ "8-9-1-6-1-2-3-4-5-6-7", "contact" },
	{ "8*916*1234567", "contact" },
	{ "8x916x123x45x67", "contact" },
	{ "8/916/123/45/67", "contact" },
	{ "8 📞 916 📞 123 📞 45 📞 67", "contact" },
	{ "8, 916, 123, 45, 67", "contact" },
	{ "8:916:123:45:67", "contact" },
	{ "8\n916\n123\n45\n67", "contact" },
	{ "916 123 45 67", "contact" },
	{ "9161234567 это я", "contact" },
	{ "+375 29 123-45-67", "contact" },
	{ "380 50 123 45 67", "contact" },
	{ "050 123 45 67", "contact" },
	{ "8 701 123 45 67", "contact" },
	{ "8 800 555-35-35", "contact" },
	{ "(495) 123-45-67", "contact" },
	{ "тел. 123-45-67", "contact" },
	{ "Звоните по номеру 1234567", "contact" },
	{ "Наш телефон в магазине: 12-34-56", "contact" },
	{ "89 161 234 567", "contact" },
	{ "8 916, 1234567", "contact" },
	{ "+1 (202) 555-0143", "contact" },
	{ "8 (код 916), номер 123, потом 45 и 67", "contact" },
	{ "Цена 15 000 ₽, а номер 8 916 123 45 67", "contact" },
	{ "Работаем с 10 до 20, 8-916-123-45-67", "contact" },
	{ "12.05.2025 в 14:30 звоните 8 916 123 45 67", "contact" },
	/* other digits and letters for digits */
	{ "８ ９１６ １２３ ４５ ６７", "contact" },
	{ "8️⃣9️⃣1️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣", "contact" },
	{ "٨٩١٦١٢٣٤٥٦٧", "contact" },
	{ "номер ⑧ ⑨①⑥ ①②③ ④⑤ ⑥⑦", "contact" },
	{ "номер ➑➒➊➏➊➋➌➍➎➏➐", "contact" },
	{ "𝟖𝟗𝟏𝟔𝟏𝟐𝟑𝟒𝟓𝟔𝟕", "contact" },
	{ "8\xe2\x80\x8b" "916\xe2\x80\x8b" "123\xe2\x80\x8b" "45\xe2\x80\x8b" "67", "contact" },
	{ "8̶9̶1̶6̶1̶2̶3̶4̶5̶6̶7̶", "contact" },
	{ "8 9OO 123 45 67", "contact" },
	{ "8 9ОО 1ЗЗ 45 67", "contact" },
	{ "89l6l2з4567", "contact" },
	{ "8 9I6 I23 45 67", "contact" },
	{ "8 9 о о 1 2 3 4 5 6 7", "contact" },
	/* phones in words */
	{ "восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь", "contact" },
	{ "Восемь, девятьсот шестнадцать, сто двадцать три, сорок пять, шестьдесят семь",
	  "contact" },
	{ "плюс семь девять один шесть один два три четыре пять шесть семь", "contact" },
	{ "восемь-девять-один-шесть-один-два-три-четыре-пять-шесть-семь", "contact" },
	{ "8 девятьсот шестнадцать 123 сорок пять 67", "contact" },
	{ "девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь", "contact" },
	{ "восемьдевятьсотшестнадцатьстодвадцатьтри сорокпять шестьдесятсемь", "contact" },
	{ "восем девятсот шестнадцать сто двадцать три сорок пять шестдесят сем", "contact" },
	{ "восемь девятьсот один, потом ноль ноль семь, потом сорок пять и шестьдесят семь",
	  "contact" },
	{ "eight nine one six one two three four five six seven", "contact" },
	{ "vosem devyat odin shest odin dva tri chetyre pyat shest sem", "contact" },
	{ "восьмерка девятка один шестерка один два тройка четыре пять шесть семь", "contact" },
	{ "звоните сто двадцать три сорок пять шестьдесят семь", "contact" },
	{ "8 номер девятьсот шестнадцать дальше сто двадцать три сорок пять шестьдесят семь",
	  "contact" },
	/* e-mail */
	{ "ivan@yandex.ru", "contact" },
	{ "Пишите: Ivan.Petrov@Mail.Ru!", "contact" },
	{ "ivan @ mail.ru", "contact" },
	{ "ivan＠yandex．ru", "contact" },
	{ "иван собака яндекс точка ру", "contact" },
	{ "ivan (at) mail (dot) ru", "contact" },
	{ "ivan[собака]mail.ru", "contact" },
	{ "ivan собака gmail", "contact" },
	{ "иван собака почта точка инфо", "contact" },
	{ "i v a n @ m a i l . r u", "contact" },
	{ "ivan s o b a k a yandex t o c h k a ru", "contact" },
	{ "ivansobakayandextochkaru", "contact" },
	{ "иван с-о-б-а-к-а мейл т-о-ч-к-а ру", "contact" },
	/* links */
	{ "https://shop.ru/x", "link" },
	{ "смотрите www.shop.xyz", "link" },
	{ "наш сайт shop.ru", "link" },
	{ "t.me/ivan", "link" },
	{ "wa.me/79161234567", "link" },
	{ "t . me / ivan", "link" },
	{ "t me/ivan", "link" },
	{ "t.mе/ivan", "link" },
	{ "hxxp://shop[.]ru", "link" },
	{ "магазин точка ру", "link" },
	{ "магазин (точка) рф", "link" },
	{ "shop dot com", "link" },
	{ "shop[.]com", "link" },
	{ "shop . ru", "link" },
	{ "shop. ru", "link" },
	{ "shop,ru", "link" },
	{ "мебель-осло.рф", "link" },
	{ "авито.ру", "link" },
	{ "shop.сом", "link" },
	{ "shop。ru", "link" },
	{ "shop•ru", "link" },
	{ "магазинточкару", "link" },
	{ "s h o p . r u", "link" },
	{ "м а г а з и н т о ч к а р у", "link" },
	{ "h t t p s : / / t . m e / i v a n", "link" },
	{ "youtu.be/abcdef", "link" },
	{ "tg://resolve?domain=ivan", "link" },
	{ "clck.ru/3Abc", "link" },
	{ "(shop.online)", "link" },
	{ "т точка ме слэш иван", "link" },
	/* nicknames */
	{ "@ivan_petrov", "link" },
	{ "мой ник @ivan", "link" },
	{ "телега: ivan_petrov", "link" },
	{ "Пишите в телеграм ivanpetrov", "link" },
	{ "найдите меня в тг — shop2024", "link" },
	{ "вотсап по нику oslomebel", "link" },
	{ "инста oslo.mebel", "link" },
	{ "ivan_petrov в телеге", "link" },
	{ "мой ник в телеграме «osloshop»", "link" },
	{ "собака ivan_petrov в телеге", "link" },
	{ "вайбер 8 916 123 45 67", "contact" },
	{ "911.ru", "link" },
	{ "магазин.shop", "link" },
	{ "8 9ОО ООО 45 67", "contact" },
	/* cards */
	{ "Переведите на 4111 1111 1111 1111", "card" },
	{ "карта 4111111111111111", "card" },
	{ "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "card" },
	{ "4111-1111-1111-1111 Сбер", "card" },
	{ "2200 0000 0000 0004", "card" },
	{ "четыре один один один один один один один один один один один один один один один",
	  "card" },
	{ "счёт 40817810099910004312", "card" },
	/* what else was thought of */
	{ "Мой номер: восемьсот девяносто один шестьсот двенадцать триста сорок пять шестьдесят "
	  "семь", "contact" },
	{ "8 (девять один шесть) 123-45-67", "contact" },
	{ "8-девять-один-шесть-123-45-67", "contact" },
	{ "+7(916)one two three 45 67", "contact" },
	{ "позвоните: восемь девять один шесть, а дальше один два три четыре пять шесть семь",
	  "contact" },
	{ "Номер начинается на 8916, заканчивается 1234567", "contact" },
	{ "8916 и ещё 1234567", "contact" },
	{ "начало 8 916, конец 123 45 67", "contact" },
	{ "7 9 1 6 - 1 2 3 - 4 5 - 6 7", "contact" },
	{ "89161234567", "contact" },
	{ "8\u200b9\u200b1\u200b6\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7", "contact" },
	{ "8.9.1.6.1.2.3.4.5.6.7", "contact" },
	{ "89-16-12-34-56-7", "contact" },
	{ "8916-123-4567", "contact" },
	{ "8 916 1234567", "contact" },
	{ "8 9161234567", "contact" },
	{ "8916 123 45 67", "contact" },
	{ "89 16 12 34 56 7", "contact" },
	{ "916.123.45.67", "contact" },
	{ "+79161234567", "contact" },
	{ "+7 (916)123-4567", "contact" },
	{ "7-916-123-45-67", "contact" },
	{ "восемь (916) сто двадцать три 4567", "contact" },
	{ "Звони: 8 д е в я т ь 1 6 123 45 67", "contact" },
	{ "в о с е м ь девять один шесть один два три четыре пять шесть семь", "contact" },
	{ "вoceмь девять один шесть один два три четыре пять шесть семь", "contact" },
	{ "Восемь девятьсот шестнадцать сто двадцать три 45-67", "contact" },
	{ "восемь, девять, один, шесть. один, два, три. четыре, пять. шесть, семь.", "contact" },
	{ "Набери 8 потом 9 потом 1 потом 6 потом 1 2 3 4 5 6 7", "contact" },
	{ "8 девять1шесть 1два3 45 67", "contact" },
	{ "тел 8(9І6)I23-45-б7", "contact" },
	{ "8 916 12З 4S 67", "contact" },
	{ "8 (916) 123—45—67", "contact" },
	{ "8 916 123 четыре5 шесть7", "contact" },
	{ "переверни: 76543216198", "contact" },
	{ "8+916+123+45+67", "contact" },
	{ "номер [8][916][123][45][67]", "contact" },
	{ "8️⃣ 9️⃣1️⃣6️⃣ 1️⃣2️⃣3️⃣ 45 67", "contact" },
	{ "номер ²³⁴ ⁸⁹¹⁶¹²³⁴⁵⁶⁷", "contact" },
	{ "मेरा नंबर ८९१६१२३४५६७ да да да да да да", "contact" },
	{ "восемь-916-сто двадцать три-сорок пять-шестьдесят семь", "contact" },
	{ "Пишите на почту ivan собачка ya точка ru", "contact" },
	{ "почта ivan[at]mail[dot]ru", "contact" },
	{ "ivan at mail dot ru", "contact" },
	{ "почта: ivan@mail", "contact" },
	{ "ivan (собака) mail.ru", "contact" },
	{ "ivan.petrov собака яндекс ру", "contact" },
	{ "ivan'sobaka'mail'tochka'ru", "contact" },
	{ "мой имейл иван ат мейл ру", "contact" },
	{ "ivan.petrov.mail.ru", "link" },
	{ "i.v.a.n@m.a.i.l.ru", "contact" },
	{ "http : // shop . ru", "link" },
	{ "shop·ru", "link" },
	{ "shopточкаru", "link" },
	{ "shop точка р у", "link" },
	{ "ш о п точка р у", "link" },
	{ "shop(dot)ru", "link" },
	{ "shop{dot}ru", "link" },
	{ "shop <dot> ru", "markup" },
	{ "shop-dot-ru", "link" },
	{ "shop DOT RU", "link" },
	{ "shop тчк ru", "link" },
	{ "магазин.ру", "link" },
	{ "магазин.com", "link" },
	{ "магазин . рф", "link" },
	{ "SHOP.RU", "link" },
	{ "ｓｈｏｐ．ｒｕ", "link" },
	{ "ѕhор.ru", "link" },
	{ "www shop ru", "link" },
	{ "//shop.ru", "link" },
	{ "shop.ru.", "link" },
	{ "«shop.ru»", "link" },
	{ "t.me", "link" },
	{ "телеграм t me ivan", "link" },
	{ "тг:ivan_petrov", "link" },
	{ "ТГ @ ivan", "link" },
	{ "tg ivanpetrov", "link" },
	{ "telegram: ivan.petrov", "link" },
	{ "Телеграмм — oslo_mebel", "link" },
	{ "мой телеграм иван_петров", "link" },
	{ "ищите нас вконтакте: oslomebel", "link" },
	{ "vk com/oslo", "link" },
	{ "vk.com/oslo", "link" },
	{ "вк oslo_mebel", "link" },
	{ "inst: oslo.mebel", "link" },
	{ "напишите мне в вотс ап восемь девятьсот шестнадцать сто двадцать три сорок пять "
	  "шестьдесят семь", "contact" },
	{ "Whats App 8 916 1234567", "contact" },
	{ "discord ivan#1234", "link" },
	{ "viber://chat?number=79161234567", "link" },
	{ "qr.nspk.ru/abc", "link" },
	{ "2202 2000 1111 2222", "card" },
	{ "переведите по номеру 89161234567 на Сбер", "contact" },
};

/* What people write every day. */
static const char *const ordinary[] = {
	"Файл foo.bar /baz", "Файл foo.bar/!", "Файл foo.bar/ baz", "я.me", "pro me/!",
	"Sony me / Samsung", "Кот, собака рекс. Лай", "Есть telegram, whatsapp?", "Да, есть.",
	"Размер 123-45-67 см", "Артикул 123-45 67", "Код 123-45-67-89", "Партия 8916, 123 4567",
	"Артикул 0213456789", "05 012 345 67", "+1928374650918273", "тел. 1928374650918273",
	"Код 41928374650918273645",
	"Размер 140×200 см", "90х60х75", "90*60*75 см", "850*2000*4500", "900×2200×450 мм",
	"Шкаф 1200x2000x450, полки 3 шт.", "15 000 ₽", "Цена 15000 руб.", "1 250 000 ₽",
	"от 85 000 – 120 000 ₽", "95 000-99 000", "85000-120000", "9500, 12000, 15500",
	"Цены: 1500, 2500, 3500", "3 500 ₽, 1 200 ₽, 900 ₽", "7 900, 12 500 и 15 900 ₽",
	"с 10 до 20", "2008 года", "2015-2019", "артикул 1234567", "Код товара 12345678",
	"до 14:30",
	"пн-пт 9:00-18:00, сб 10:00-16:00", "8:30-20:00, 10:15", "8.30-17.30 12.00-13.00",
	"Пн 9-18, вт 10-19", "т.е. завтра", "и т.д.", "и т.п. и т.д.", "кв.м", "45 кв.м, 3/9 эт.",
	"г.Москва", "г. Москва, ул. Ленина, д. 5", "5 минут от м.Тульская", "12.05.2025",
	"12.05.25 в 8:30", "8:30 12.05.2025", "2025-05-12", "7.5x17 5x114.3 67.1",
	"7.5, 8.5, 9.5, 10.5, 11",
	"86, 92, 98, 104, 110", "36, 37, 38, 39, 40, 41", "7, 8, 9, 10, 11, 12, 13",
	"размер 120-60-45", "90-60-90", "205/55 R16", "iPhone 12 Pro Max 256 ГБ", "Xiaomi 11T Pro",
	"Гарантия 2 года, вес 35 кг, высота 1.5 м", "скидка 10%", "1,5 часа", "100 000 км",
	"Осталось 2 шт. по 4 500 рублей", "два дивана и три кресла", "сто двадцать тысяч рублей",
	"двадцать пять процентов", "Пятьсот рублей за час, минимум три часа",
	"один, два, три, четыре, пять", "Да, отдадим за девятнадцать тысяч девятьсот",
	"Отвечаем в Telegram и WhatsApp", "Есть WhatsApp.", "Telegram: username не нужен", "Пишите здесь, в чате Авито",
	"Собака породы корги, паспорт есть", "Собака Бим, 2 года", "Точка самовывоза рядом",
	"Есть торговая точка, онлайн и офлайн", "Самовывоз: точка у метро",
	"Да. Ru-версия прошивки",
	"USB-C, HDMI 2.0, Wi-Fi 6", "Windows 10, Office 2019", "Node.js не нужен",
	"Подойдёт и/или заменим", "руб./мес.", "шт./уп.", "И.И.Иванов", "А. С. Пушкин, том 5",
	"S, M, L, XL", "Есть S M L и XL", "а б в г", "№ 5", "ИНН по запросу",
	"кв. 15, этаж 8, код 45",
	"Объём 1.5 л, мощность 2.2 кВт", "Диагональ 55\", 4K", "3 комнаты, 78.5 м²",
	"Пробег 98 000, 2 владельца", "Двигатель 1.6, 123 л.с.", "Год 2012, объём 1.6, 102 л.с.",
	"По будням с 9.00 до 18.00", "24/7", "Отправим 5-10 числа", "Заказ 12345 готов",
	"Партия 1000 шт, цена 45.50", "Приезжайте 8 марта", "Доставка 500–900 ₽ по Москве",
	"Ник и Наташа рады", "Обмен не интересует", "В подарок чехол :)", "Спасибо!))",
	"3 + 1 в подарок",
	"Привезём завтра.Соберём сразу", "Есть в цветах: белый, серый и т. д.",
	"от 7 900 до 8 500 ₽",
	"Каникулы 20.12.2025-03.02.2026", "Заказ 95 12.05.2025", "US 7.5 8.5 9.5 10.5 11",
	"Трек-номер 80098765432",
	"WhatsApp: да, Viber: no", "Языки меню: en,ru,de", "Лот 4276 3801 2345 6788",
	"Чехол для iPhone 12.Pro",
	"Колонка Echo Dot",
	"Чехол для iPhone. Он top", "Собака Richard, 2 года", "9 990 ₽ вместо 12 990 ₽",
	"1990 г.в., 8 мест", "Кухня 8 916 ₽ за метр",
	"5 000 10 000 15 000 20 000", "Премиум 8 000, стандарт 5 000",
	"Здравствуйте! Да, диван ещё в продаже, состояние отличное.",
	"Доставка по Москве 900 ₽, за МКАД плюс 40 ₽ за километр.",
	"Стоимость стрижки 1 200 ₽, окрашивание от 3 500 до 6 000 ₽, укладка 900 ₽.",
	"Замена дисплея: iPhone 11 — 4 500 ₽, iPhone 12 — 6 900 ₽, iPhone 13 — 8 900 ₽.",
	"Прайс: маникюр 1500, педикюр 2000, наращивание 3500",
	"Замена стекла 2500 руб, аккумулятора 1800 руб, диагностика 500 руб",
	"Адрес: г. Москва, ул. Ленина, д. 15, корп. 2, кв. 48, подъезд 3, этаж 8, домофон 48",
	"Адрес: 115280, Москва, Автозаводская 23а, стр. 2",
	"Индекс 630099, Новосибирск",
	"Площадь 54,3 кв.м, кухня 9,2 м², этаж 7 из 16, потолки 2,75 м.",
	"Lada Vesta 2019 г.в., 1.6 МТ 106 л.с., пробег 78 500 км, 1 владелец по ПТС.",
	"VIN и госномер покажем при осмотре.",
	"Диски R17 7.5J 5x114.3 ET45 DIA 67.1, шины 225/45 R17.",
	"Параметры: ширина 220 см, глубина 95 см, высота 88 см; спальное место 140 × 200 см.",
	"Габариты в упаковке 2100*900*850 мм, вес 75 кг.",
	"Габариты 210х90х85",
	"Работаем ежедневно с 10:00 до 21:00, без перерыва.",
	"Пн–Пт 9:00–18:00; Сб 10:00–15:00; Вс — выходной.",
	"График: 2/2, смены по 12 часов с 8:00 до 20:00, оплата 3 500 ₽ за смену.",
	"Зарплата от 80 000 до 120 000 рублей на руки, выплаты 2 раза в месяц.",
	"Зарплата 80 000-120 000 р.",
	"Оклад 60000 + премия до 40000",
	"Аренда 45 000 ₽ в месяц, залог 45 000 ₽, комиссия 50 %.",
	"Можно посмотреть завтра, 14 мая, после 18:00.",
	"Могу показать 15.05 в 19:30 или 16.05 в 12:00.",
	"Ближайшее окно: четверг, 16 мая, 11:30.",
	"Записать вас на 25.12.2025 в 11:00?",
	"Гарантия 12 месяцев, чек есть, куплен 03.2023.",
	"Память 8/256 ГБ, батарея 5000 мАч, экран 6,67\" 120 Гц.",
	"Ryzen 5 5600X, RTX 3060 12 ГБ, 16 ГБ DDR4 3200 МГц, SSD 1 ТБ, БП 650 Вт.",
	"Процессор i7-12700K, плата Z690, видеокарта RTX 4070 Ti, 32 ГБ.",
	"Samsung Galaxy S21 Ultra 12/256, комплект полный.",
	"Комплект: коробка, зарядка 20 Вт, кабель USB-C.",
	"Размеры 42, 44, 46, 48, 50 в наличии, цвет чёрный.",
	"Рост 98, 104, 110, 116, 122.",
	"Размер обуви 39 (25,5 см), 40 (26 см), 41 (26.5 см).",
	"Размеры 8.5 US / 42 EU / 27 см",
	"Осталось три комплекта по две тысячи пятьсот рублей.",
	"Отдам за пятнадцать тысяч, торг у капота.",
	"Мин. заказ 5 шт., от 10 шт. — скидка 5 %, от 50 — 10 %.",
	"Стоимость за 1 м — 350 ₽, за 5 м — 1 600 ₽, за 10 м — 3 000 ₽.",
	"Можно оплатить картой или наличными при получении.",
	"Отправляем Почтой, СДЭК, Boxberry и Яндекс Доставкой.",
	"Посылка идёт 3-5 дней, трек-номер пришлю в чат.",
	"Трек-номер будет после отправки.",
	"Да, торг возможен при осмотре, цена 24 900 ₽.",
	"Yes, it's available. The price is 15,000 rubles, pick-up from 10 am to 8 pm.",
	"The sofa is 200 x 90 cm, in good condition.",
	"We are open Mon-Fri 9-18, Sat 10-16.",
	"Hello! The phone is iPhone 12, 128 GB, battery 87%.",
	"Уточню у мастера и отвечу вам здесь, в чате.",
	"К сожалению, цвет 2350 закончился, есть 2351, 2352 и 2360.",
	"Артикулы: 10045, 10046, 10047",
	"Код цвета RAL 9003, 7016, 8017",
	"Арт. 45-678-90",
	"Модель WW70A6S23AX/LP, 7 кг, 1200 об/мин.",
	"Стиральная машина LG F2J3NS0W, 6 кг",
	"Масло 5W-30 и 5W-40, 4 л — 2 900 ₽.",
	"Шины 205/55/16, 195/65/15, 225/60/17",
	"Уголок 50х50х5, 63х63х6, труба 40х20х2",
	"Доска 50х150х6000, брус 100х150х6000, 150х150х6000",
	"Брус 100х100, 100х150, 150х150, 200х200 длиной 6000",
	"Кирпич М-150, 250х120х65, поддон 480 шт.",
	"Саженцы 1,2-1,5 м, 3-летние, 5 сортов",
	"Щенкам 2,5 месяца, родились 12.02.2025, привиты, мама и папа с документами.",
	"Собака добрая, ладит с детьми, точка.",
	"Котята 1 200 г, 8 недель, девочка и два мальчика.",
	"Напишите, какой район, посчитаю доставку.",
	"Какой у вас район? От м. Тульская 5 мин. пешком.",
	"Документы: договор, акт, чек ОФД. ИП на УСН, без НДС.",
	"Работаю по договору, опыт с 2008 г., более 500 объектов.",
	"С 2008 по 2015 работал на Bosch, с 2015 — свой сервис.",
	"Средняя скорость 25 км/ч, запас хода 40–50 км.",
	"Электросамокат 350 Вт, 36 В, 7,8 А·ч.",
	"Насос 220 В, 750 Вт, напор 45 м, 3 м³/ч.",
	"Котёл 24 кВт, двухконтурный, 2 года гарантии",
	"Кольцо 585 проба, 2,35 г, размер 17,5",
	"Монета 1924 г., 10 рублей 1961 года, 5 копеек 1991.",
	"Книга: ISBN уточню, 352 стр., изд. 2015, твёрдый переплёт.",
	"Билеты на 7 июня, 19:00, ряд 12, места 15 и 16.",
	"Квартира-студия, 28 м², 12/17 эт., сдача IV кв. 2026",
	"Участок 8 соток, 45 км от МКАД, кад. номер пришлю при показе",
	"Кадастровый номер 50:21:0010223:1456",
	"Номер лота 7",
	"Стою на ул. Мира, 12, подъезд 2, код 12К3456",
	"Ждём вас с 9 до 21 часа по адресу: пр-т Мира, 101",
	"На складе 120, 140 и 160 см; ждать 180 — 7 дней.",
	"Цена 7500/8900/9500 в зависимости от размера",
	"7 500 / 8 900 / 9 500 ₽",
	"8 900 ₽ за 1 шт, 8 500 ₽ от 3 шт, 7 900 ₽ от 10 шт",
	"8 комнат, 916 м², 3 этажа",
	"В наличии: 7 штук по 950 и 12 по 1 150",
	"Итого 8 900 + 900 доставка = 9 800 ₽",
	"8900 + 900 = 9800",
	"Залог 5000, сутки 1500, неделя 7000, месяц 20000",
	"1 сутки — 1500, 2–3 — 1300, 4–7 — 1100, 8–14 — 900",
	"от 7 дней 900, от 14 дней 800, от 30 дней 700",
	"Взрослый 900, детский 450, семейный 2000",
	"Время 8.30, 9.15, 10.00 и 16.45 свободно",
	"Свободно: 9:00, 10:30, 12:00, 16:30",
	"Есть 9 10 11 и 12 размеры",
	"Размер 7 8 9 10 11 в наличии",
	"Группы: 18.00-19.30 и 19.30-21.00",
	"Вода 0,5 — 45 ₽; 1,5 — 75 ₽; 5 л — 130 ₽",
	"ёмкость 4000-5000 mah",
	"Ок, тогда до завтра!",
	"Могу предложить 23 500 ₽, это минимальная цена.",
};

static struct guard_breach
check(const struct guard_input *input)
{
	struct guard_breach breach = { "clean", "" };
	bool clean = guard_check(fixture_mem, input, &breach);

	ck_assert_int_eq(clean, strcmp(breach.name, "clean") == 0);
	return breach;
}

START_TEST(a_contact_is_caught_however_it_is_written)
{
	struct guard_breach breach = check(&(struct guard_input){ .text = caught[_i].text });

	ck_assert_msg(strcmp(breach.name, caught[_i].name) == 0, "\"%s\" is %s (%s), not %s",
		caught[_i].text, breach.name, breach.detail, caught[_i].name);
}
END_TEST

START_TEST(a_contact_inside_a_sentence_is_caught_as_well)
{
	const char *text = mem_printf(fixture_mem, "Да, диван в наличии, 140×200 см.\n%s\n"
		"До встречи!", caught[_i].text);
	struct guard_breach breach = check(&(struct guard_input){ .text = text });

	ck_assert_msg(strcmp(breach.name, caught[_i].name) == 0, "\"%s\" is %s (%s), not %s",
		caught[_i].text, breach.name, breach.detail, caught[_i].name);
}
END_TEST

START_TEST(everyday_texts_pass)
{
	struct guard_breach breach = check(&(struct guard_input){ .text = ordinary[_i] });

	ck_assert_msg(strcmp(breach.name, "clean") == 0, "\"%s\" is %s (%s)", ordinary[_i],
		breach.name, breach.detail);
}
END_TEST

START_TEST(everyday_texts_pass_side_by_side)
{
	const char *text = mem_printf(fixture_mem, "%s. %s", ordinary[_i],
		ordinary[(_i + 1) % COUNT(ordinary)]);
	struct guard_breach breach = check(&(struct guard_input){ .text = text });

	ck_assert_msg(strcmp(breach.name, "clean") == 0, "\"%s\" is %s (%s)", text, breach.name,
		breach.detail);
}
END_TEST

static const char *const shops[] = {
	"8 (495) 123-45-67", "https://www.oslo-mebel.ru/", "zakaz@oslo-mebel.ru", "@oslo_shop",
	"t.me/oslo_shop", "+375 29 123-45-67", "Сайты lampa.com.ua и shkaf.ru. Ждём вас",
	"Карта магазина 2200 0000 0000 0004", NULL
};

static const struct {
	const char *text;
	bool allowed;
} known[] = {
	{ "Звоните: +7 495 123 45 67", true },
	{ "4951234567", true },
	{ "восемь четыреста девяносто пять сто двадцать три сорок пять шестьдесят семь", true },
	{ "oslo-mebel.ru", true },
	{ "www.oslo-mebel.ru", true },
	{ "https://oslo-mebel.ru/divany?x=1", true },
	{ "zakaz@oslo-mebel.ru", true },
	{ "Мы в телеграме: oslo_shop", true },
	{ "@oslo_shop", true },
	{ "https://t.me/oslo_shop", true },
	{ "375291234567", true },
	{ "Звоните: +7 495 123 45 68", false },
	{ "+7 495 123 45 67 или +7 916 123 45 67", false },
	{ "evil-oslo-mebel.ru", false },
	{ "oslo-mebel.ru.evil.com", false },
	{ "shop.oslo-mebel.ru", false },
	{ "ivan@oslo-mebel.ru", false },
	{ "@oslo_shop2", false },
	{ "t.me/oslo_shopping", false },
	{ "t.me/evil", false },
	{ "mebel.ru", false },
	{ "@oslo", false },
	{ "t.me/oslo", false },
	{ "@oslo_sho", false },
	{ "lampa.com", false },
	{ "shkaf.ru", true },
	{ "Можно на карту 2200000000000004", true },
	{ "Можно на карту 4111 1111 1111 1111", false },
	{ "oslo-mebel.ru и s h o p . r u", false },
};

START_TEST(the_shops_own_contacts_may_be_named_and_no_others)
{
	struct guard_input by_list = { .text = known[_i].text, .allowed = shops };
	struct guard_input by_fact = { .text = known[_i].text, .facts = shops };
	struct guard_breach breach = check(&by_list);

	ck_assert_msg((strcmp(breach.name, "clean") == 0) == known[_i].allowed, "\"%s\" is %s (%s)",
		known[_i].text, breach.name, breach.detail);
	ck_assert_str_eq(check(&by_fact).name, breach.name);
}
END_TEST

START_TEST(a_fact_allows_the_contact_in_the_middle_of_it)
{
	static const char *const facts[] = {
		"Склад: ул. Ленина, 5, телефон склада 8-916-123-45-67, сайт oslo.ru, код 15.", NULL
	};
	struct guard_input input = { .text = "Телефон склада 89161234567, сайт oslo.ru.",
		.facts = facts };

	ck_assert_str_eq(check(&input).name, "clean");
	input.text = "Телефон склада 89161234515.";
	ck_assert_str_eq(check(&input).name, "contact");
}
END_TEST

START_TEST(the_detail_quotes_the_piece_alone)
{
	struct guard_input input = { .text = "Диван в наличии, звоните +7 916 123-45-67, жду вас" };

	ck_assert_str_eq(check(&input).detail, "номер телефона «+7 916 123-45-67»");
	input.text = "Диван в наличии, сайт shop.ru/x, жду вас";
	ck_assert_str_eq(check(&input).detail, "ссылка «shop.ru/x»");
}
END_TEST

static const struct {
	const char *text, *plain;
} phones[] = {
	{ "мой телефон 8 (916) 123-45-67", "79161234567" },
	{ "+7 916 1234567", "79161234567" },
	{ "916-123-45-67", "79161234567" },
	{ "восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь",
	  "79161234567" },
	{ "123-45-67", "1234567" },
	{ "+375291234567", "375291234567" },
	{ "цена 15 000", NULL },
};

START_TEST(phones_come_in_one_form)
{
	struct contact *list;
	size_t count = contact_numbers(fixture_mem, phones[_i].text, &list);

	ck_assert_uint_eq(count, phones[_i].plain != NULL);
	if (count > 0)
		ck_assert_str_eq(list[0].plain, phones[_i].plain);
}
END_TEST

START_TEST(a_phone_said_twice_is_one)
{
	struct contact *list;

	ck_assert_uint_eq(contact_numbers(fixture_mem,
		"89161234567, да, +7 916 123 45 67. И ещё 8 495 765-43-21", &list), 2);
	ck_assert_str_eq(list[1].plain, "74957654321");
}
END_TEST

START_TEST(a_contact_without_letters_stands_in_no_text)
{
	static const char *const texts[] = { "Пишите сюда", "", NULL };
	struct contact contact = { CONTACT_NICK, "@", "" };

	ck_assert(!contact_is_among(fixture_mem, &contact, texts));
}
END_TEST

Suite *
guard_contacts_suite(void)
{
	Suite *suite = suite_create("guard contacts");
	TCase *tcase = fixture_case(suite, "caught");

	tcase_add_loop_test(tcase, a_contact_is_caught_however_it_is_written, 0, COUNT(caught));
	tcase_add_loop_test(tcase, a_contact_inside_a_sentence_is_caught_as_well, 0, COUNT(caught));
	tcase = fixture_case(suite, "ordinary");
	tcase_add_loop_test(tcase, everyday_texts_pass, 0, COUNT(ordinary));
	tcase_add_loop_test(tcase, everyday_texts_pass_side_by_side, 0, COUNT(ordinary));
	tcase = fixture_case(suite, "allowed");
	tcase_add_loop_test(tcase, the_shops_own_contacts_may_be_named_and_no_others, 0,
		COUNT(known));
	tcase_add_test(tcase, a_fact_allows_the_contact_in_the_middle_of_it);
	tcase_add_test(tcase, the_detail_quotes_the_piece_alone);
	tcase = fixture_case(suite, "contact_numbers");
	tcase_add_loop_test(tcase, phones_come_in_one_form, 0, COUNT(phones));
	tcase_add_test(tcase, a_phone_said_twice_is_one);
	tcase = fixture_case(suite, "contact_is_among");
	tcase_add_test(tcase, a_contact_without_letters_stands_in_no_text);
	return suite;
}
