# What the browser gets is made in web/static: hashed files and their map, assets.hdf.
static_css = $(srcdir)/static/css/*.css
EXTRA_DIST += $(static_css) static/.npmrc static/icon.svg static/icons.svg static/package.json \
	static/package-lock.json static/hours.js static/keys.js static/ui.js

web/packages/stamp: static/package.json static/package-lock.json static/.npmrc
	$(AM_V_GEN)$(SHELL) $(srcdir)/tools/static.sh packages $(srcdir)/static web/packages

# The folders, because a file may have gone.
noinst_DATA = web/static/assets.hdf
web/static/assets.hdf: web/packages/stamp $(srcdir)/tools/static.sh $(srcdir)/static \
		$(srcdir)/static/css $(static_css) $(srcdir)/static/*.js $(srcdir)/static/*.svg
	$(AM_V_GEN)$(SHELL) $(srcdir)/tools/static.sh files $(srcdir)/static web/packages web/static

licencedir = $(docdir)/licences
install-data-hook: web/static/assets.hdf
	$(MKDIR_P) $(DESTDIR)$(pkgdatadir)/static $(DESTDIR)$(licencedir)
	$(INSTALL_DATA) web/static/* $(DESTDIR)$(pkgdatadir)/static
	$(INSTALL_DATA) web/packages/htmx.org/LICENSE $(DESTDIR)$(licencedir)/htmx.org

uninstall-hook:
	for file in web/static/*; do rm -f "$(DESTDIR)$(pkgdatadir)/static/$${file##*/}"; done
	rm -f $(DESTDIR)$(licencedir)/htmx.org

# A tarball is built without npm and without network.
dist-hook: web/packages/stamp
	$(MKDIR_P) $(distdir)/static/packages/htmx.org
	cp web/packages/htmx.org/* $(distdir)/static/packages/htmx.org

mostlyclean-local:
	rm -rf web/static

distclean-local:
	rm -rf web
