/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <stddef.h>

#include "state.h"

static const struct {
	const char *title;
	int64_t price;
} listings[] = {
	{ "Диван угловой «Осло», серый", 15000 },
	{ "Кресло «Осло», серое", 6500 },
	{ "Диван-кровать «Берген», зелёный велюр", 22900 },
	{ "Пуф «Лунд» с ящиком для хранения", 3200 },
	{ "Стол журнальный «Вик», дуб", 4700 },
};

void
sample_fill(struct state *state)
{
	struct account *account = state_add_account(state, 141906442, "Мебель на Мира",
		"sim-client", "sim-secret");

	for (size_t i = 0; i < sizeof(listings) / sizeof(listings[0]); i++)
		(void)state_add_item(state, account, 0, listings[i].title, listings[i].price);
}
