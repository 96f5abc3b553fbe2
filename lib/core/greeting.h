/* SPDX-License-Identifier: MIT */
/* Is somebody saying hello?  Russian and English; knows no names. */
#ifndef CORE_GREETING_H
#define CORE_GREETING_H

#include <stdbool.h>

/* Nothing but a greeting: "Добрый день!" */
bool greeting_is_all(const char *text);

/* A greeting among the first words: "Иван, здравствуйте! Диван ещё..." */
bool greeting_opens(const char *text);

#endif
