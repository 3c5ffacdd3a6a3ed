# Makes the files beside it with Pillow, in the folder in which it is run. The tests need no Python.
from PIL import Image, ImageOps
import numpy as np, os
d='./'; os.makedirs(d,exist_ok=True)
# smooth colours, an asymmetric picture: 20 wide, 12 high
y,x=np.mgrid[0:12,0:20]
a=np.stack([x*12, y*20, (x+y)*7],-1).astype('u1'); im=Image.fromarray(a)
im.save(d+'plain.png')
im.save(d+'plain.jpg',quality=95)
im.save(d+'420.jpg',quality=90,subsampling=2)
im.save(d+'progressive.jpg',quality=95,progressive=True)
im.convert('L').save(d+'grey.jpg',quality=95)
im.save(d+'lossless.webp',lossless=True)
im.save(d+'lossy.webp',quality=90)
rgba=np.dstack([a,np.where(x<10,255,0).astype('u1')]); Image.fromarray(rgba,'RGBA').save(d+'alpha.webp',lossless=True,exact=True)
im.convert('CMYK').save(d+'cmyk.jpg')
im.save(d+'moving.webp',save_all=True,append_images=[im.rotate(90)],lossless=True)
im.save(d+'a.gif')
for o in range(1,9):
    e=Image.Exif(); e[0x0112]=o
    im.save(d+f'turned{o}.jpg',quality=95,exif=e)
    if o in (6,): 
        im.save(d+f'turned{o}.webp',lossless=True,exif=e); im.save(d+f'turned{o}.png',exif=e)
os.makedirs(d+'expected',exist_ok=True)
for f in sorted(os.listdir(d)):
    if f.endswith(('.jpg','.webp')) and f not in ('cmyk.jpg','moving.webp') or f=='turned6.png':
        i=ImageOps.exif_transpose(Image.open(d+f)); i.convert('RGBA' if f=='alpha.webp' else 'RGB').save(d+'expected/'+f+'.png')
